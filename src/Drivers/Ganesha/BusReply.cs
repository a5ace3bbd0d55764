using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// Reads Ganesha's replies: words as they come off the bus, or what <c>dbus-send --print-reply</c> prints of them, one value a line, nested by
/// indentation. Releases of Ganesha add values to the end of a struct, so nothing is read by its place in the whole.
/// </summary>
public static class BusReply
{
    /// <summary>Bit of an export's options that allows reading data (Ganesha's export_mgr.h).</summary>
    const uint ReadAccess = 0x20;

    /// <summary>Bit that allows writing data.</summary>
    const uint WriteAccess = 0x40;

    /// <summary>Bits that make root nobody, with its groups or without them.</summary>
    const uint RootSquash = 0x1 | 0x2;

    /// <summary>Bit that makes everyone nobody.</summary>
    const uint AllSquash = 0x4;

    /// <summary>
    /// The reply is there, and all that begins in it also ends (a string cannot look like either: it ends with a quotation mark).
    /// </summary>
    /// <param name="reply">The reply.</param>
    /// <param name="hasList">It is one with a list, which may be empty but not missing.</param>
    public static bool IsWhole(string reply, bool hasList)
    {
        if (!reply.EndsWith('\n')) return false;
        var lines = reply.Split('\n', StringSplitOptions.TrimEntries);
        if (hasList && !lines.Contains("array [")) return false;
        return lines.Count(line => line.EndsWith('[') || line.EndsWith('{')) == lines.Count(line => line is "]" or "}");
    }

    /// <inheritdoc cref="Paths(IEnumerable{BusWord})"/>
    public static IReadOnlyDictionary<int, string> Paths(string reply) => Paths(Words(reply));

    /// <summary>Paths of the exports in a reply to ShowExports by their ids, without the pseudo file system's root (0).</summary>
    /// <remarks>Each export is a struct that begins with its id and its path.</remarks>
    internal static IReadOnlyDictionary<int, string> Paths(IEnumerable<BusWord> reply)
    {
        var paths = new Dictionary<int, string>();
        string? id = null;
        foreach (var word in reply)
        {
            if (word.Kind == BusWord.Number16) id = word.Value;
            if (id is null || word.Kind != BusWord.Text) continue;
            if (id != "0") paths[int.Parse(id)] = word.Value;
            id = null;
        }
        return paths;
    }

    /// <inheritdoc cref="Clients(IEnumerable{BusWord})"/>
    public static IReadOnlyList<ExportClient> Clients(string reply) => Clients(Words(reply));

    /// <summary>Clients in a reply to DisplayExport, in Ganesha's order; one that may neither read nor write is left out.</summary>
    /// <remarks>Each client is a struct whose first value is its name; its fourth uint32 holds its options, its fifth says which of them it sets itself.</remarks>
    internal static IReadOnlyList<ExportClient> Clients(IEnumerable<BusWord> reply)
    {
        var clients = new List<ExportClient>();
        string? name = null;
        var (numbers, options) = (0, 0u);
        foreach (var word in reply.SkipWhile(word => word.Kind != BusWord.Array))
        {
            if (word.Kind == BusWord.Struct) (name, numbers) = (null, 0);
            if (word.Kind == BusWord.Text) name ??= word.Value;
            if (word.Kind != BusWord.Number32 || name is null) continue;
            if (++numbers == 4) options = uint.Parse(word.Value);
            if (numbers == 5) Add(clients, name, options, set: uint.Parse(word.Value));
        }
        return GaneshaClients.Joined(clients);
    }

    /// <summary>The number in a reply that holds just one; null when there is none.</summary>
    public static int? Number(string reply) => Words(reply).Where(word => word.Kind == BusWord.Number32).Select(word => (int?)int.Parse(word.Value)).FirstOrDefault();

    static void Add(List<ExportClient> clients, string name, uint options, uint set)
    {
        if ((options & (ReadAccess | WriteAccess)) == 0) return;
        if (ExportClient.Parse(name, (options & WriteAccess) != 0) is { } client) clients.Add(client with { Squash = SquashIn(options & set) });
    }

    static NfsSquash SquashIn(uint options) =>
        (options & AllSquash) != 0 ? NfsSquash.All : (options & RootSquash) != 0 ? NfsSquash.Root : NfsSquash.None;

    static IEnumerable<BusWord> Words(string reply) => reply.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(' ', 2) switch
    {
        [var kind, var value] => new BusWord(kind, value.Trim('"')),
        _ => new BusWord(line, ""),
    });
}

/// <summary>One value of a reply, or the beginning of several.</summary>
/// <param name="Kind">Its kind as dbus-send calls it.</param>
/// <param name="Value">The value; of no meaning at a beginning.</param>
readonly record struct BusWord(string Kind, string Value)
{
    public const string Number16 = "uint16";
    public const string Number32 = "uint32";
    public const string Text = "string";
    public const string Array = "array";
    public const string Struct = "struct";
}
