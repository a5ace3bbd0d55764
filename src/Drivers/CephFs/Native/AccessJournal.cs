using System.Text;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>
/// Identities that may have anything to do with a subvolume, kept with the subvolume and written before anything is done. Whoever
/// repeats a call that died half-way finds there whom to cut off: the cluster does not list an identity any more once it may not
/// mount, nor one that it let in by halves. Text: <c>alice bob! =e4</c>; <c>!</c> marks mounts that are still to be cut, <c>=xx</c> is
/// an odd byte of a name.
/// </summary>
/// <param name="Entries">Whether mounts are still to be cut, by identity.</param>
sealed record AccessJournal(IReadOnlyDictionary<string, bool> Entries)
{
    /// <summary>Name of the note.</summary>
    public const string Key = "abaca_access";

    /// <summary>Whether the identity's mounts are still to be cut.</summary>
    public bool MustCut(string identity) => Entries.GetValueOrDefault(identity);

    /// <summary>With further identities; those to cut are marked.</summary>
    public AccessJournal With(IEnumerable<string> identities, IEnumerable<string> toCut)
    {
        var all = new Dictionary<string, bool>(Entries, StringComparer.Ordinal);
        foreach (var identity in identities) all.TryAdd(identity, false);
        foreach (var identity in toCut) all[identity] = true;
        return new AccessJournal(all);
    }

    /// <summary>Reads the note; none is an empty journal.</summary>
    public static AccessJournal Parse(string? text)
    {
        var all = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var entry in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            all[Decode(entry.TrimEnd('!'))] = entry.EndsWith('!');
        return new AccessJournal(all);
    }

    /// <summary>The note; equal journals have equal texts.</summary>
    public override string ToString() => string.Join(' ', Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => Encode(entry.Key) + (entry.Value ? "!" : "")));

    static string Encode(string name)
    {
        var text = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'.') text.Append((char)one);
            else text.Append('=').Append(one.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    static string Decode(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            var odd = text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            bytes.Add(odd ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i]);
            if (odd) i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
