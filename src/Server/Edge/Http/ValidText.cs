using System.Text;
using System.Text.Unicode;

namespace Abaca.Server.Http;

/// <summary>
/// Whether bodies and addresses can be read as text at all. Asked once, at the edge: the libraries let the faults through, and later
/// reading would fail on them or find something else than was sent.
/// </summary>
static class ValidText
{
    /// <summary>Whether every escaped byte of an address is part of valid UTF-8.</summary>
    public static bool IsAddress(string target)
    {
        if (!target.Contains('%', StringComparison.Ordinal)) return true;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(target.Length)];
        var length = 0;
        for (var at = 0; at < target.Length; at++)
        {
            if (target[at] == '%' && at + 2 < target.Length && char.IsAsciiHexDigit(target[at + 1]) && char.IsAsciiHexDigit(target[at + 2]))
            {
                bytes[length++] = Convert.ToByte(target.Substring(at + 1, 2), 16);
                at += 2;
            }
            else length += Encoding.UTF8.GetBytes(target.AsSpan(at, 1), bytes.AsSpan(length));
        }
        return Utf8.IsValid(bytes.AsSpan(0, length));
    }

    /// <summary>Whether a JSON body is valid UTF-8, in which no escape stands for half a character (a surrogate without its other half).</summary>
    public static bool IsJson(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HasHalfCharacter(json);

    static bool HasHalfCharacter(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (at < json.Length && json[at..].IndexOf((byte)'\\') is >= 0 and var step)
        {
            at += step + 2; // behind the backslash and what it escapes
            if (at > json.Length || json[at - 1] != 'u' || !Surrogate(json, at, out var high)) continue;
            at += 4;
            if (!high || at + 2 > json.Length || json[at] != '\\' || json[at + 1] != 'u' || !Surrogate(json, at + 2, out var second) || second) return true;
            at += 6;
        }
        return false;
    }

    // Four hexadecimal digits from D800 to DFFF; the first half of a pair ends at DBFF.
    static bool Surrogate(ReadOnlySpan<byte> json, int at, out bool high)
    {
        high = false;
        if (at + 4 > json.Length || json[at] is not ((byte)'d' or (byte)'D')) return false;
        var second = (char)json[at + 1];
        high = second is '8' or '9' or 'a' or 'b' or 'A' or 'B';
        return high || second is 'c' or 'd' or 'e' or 'f' or 'C' or 'D' or 'E' or 'F';
    }
}
