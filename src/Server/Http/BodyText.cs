using System.Text.Unicode;

namespace Abaca.Server.Http;

/// <summary>
/// Whether the text of a body can be read as text at all. Asked once, before parsing: the parser lets both faults through, and every
/// later reading of a name or value would fail on them.
/// </summary>
static class BodyText
{
    /// <summary>Valid UTF-8, in which no escape stands for half a character (a surrogate without its other half).</summary>
    public static bool IsUnicode(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HasHalfCharacter(json);

    static bool HasHalfCharacter(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var step)
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
