using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>Reads what <c>dbus-send --print-reply</c> prints: one value a line, nested by indentation.</summary>
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

    /// <summary>Ids of the exports in a reply to ShowExports, without the pseudo file system's root (0).</summary>
    public static IReadOnlySet<int> Exports(string reply)
    {
        var ids = new HashSet<int>();
        foreach (var line in reply.Split('\n'))
            if (Value(line, "uint16") is { } id && id != "0")
                ids.Add(int.Parse(id));
        return ids;
    }

    /// <summary>Paths of the exports in a reply to ShowExports by their ids, without the pseudo file system's root (0).</summary>
    /// <remarks>Each export is a struct that begins with its id and its path.</remarks>
    public static IReadOnlyDictionary<int, string> Paths(string reply)
    {
        var paths = new Dictionary<int, string>();
        string? id = null;
        foreach (var line in reply.Split('\n'))
        {
            if (Value(line, "uint16") is { } number) id = number;
            if (id is null || Value(line, "string") is not { } path) continue;
            if (id != "0") paths[int.Parse(id)] = path.Trim('"');
            id = null;
        }
        return paths;
    }

    /// <summary>Clients in a reply to DisplayExport, in Ganesha's order; one that may neither read nor write is left out.</summary>
    /// <remarks>Each client is a struct whose first value is its name; its fourth uint32 holds its options, its fifth says which of them it sets itself.</remarks>
    public static IReadOnlyList<ExportClient> Clients(string reply)
    {
        var clients = new List<ExportClient>();
        string? name = null;
        var (numbers, options) = (0, 0u);
        var inArray = false;
        foreach (var line in reply.Split('\n'))
        {
            var text = line.Trim();
            if (text == "array [") inArray = true;
            if (!inArray) continue;
            if (text == "struct {") (name, numbers) = (null, 0);
            name ??= Value(text, "string")?.Trim('"');
            if (Value(text, "uint32") is not { } number || name is null) continue;
            if (++numbers == 4) options = uint.Parse(number);
            if (numbers == 5) Add(clients, name, options, set: uint.Parse(number));
        }
        return GaneshaClients.Joined(clients);
    }

    /// <summary>The number in a reply that holds just one; null when there is none.</summary>
    public static int? Number(string reply) => reply.Split('\n').Select(line => Value(line, "uint32")).OfType<string>().FirstOrDefault() is { } number
        ? int.Parse(number)
        : null;

    static void Add(List<ExportClient> clients, string name, uint options, uint set)
    {
        if ((options & (ReadAccess | WriteAccess)) == 0) return;
        if (ExportClient.Parse(name, (options & WriteAccess) != 0) is { } client) clients.Add(client with { Squash = SquashIn(options & set) });
    }

    static NfsSquash SquashIn(uint options) =>
        (options & AllSquash) != 0 ? NfsSquash.All : (options & RootSquash) != 0 ? NfsSquash.Root : NfsSquash.None;

    static string? Value(string line, string type)
    {
        var text = line.Trim();
        return text.StartsWith(type + " ", StringComparison.Ordinal) ? text[(type.Length + 1)..] : null;
    }
}
