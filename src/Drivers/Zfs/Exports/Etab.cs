namespace Abaca.Drivers.Zfs.Exports;

/// <summary>What the NFS server enforces at this moment: lines of <c>/var/lib/nfs/etab</c>, path, tab, client(options).</summary>
static class Etab
{
    /// <summary>Where exportfs keeps it.</summary>
    public const string Path = "/var/lib/nfs/etab";

    /// <summary>Clients by path.</summary>
    public static ILookup<string, NfsClient> Parse(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('\t', 2)).Where(line => line.Length == 2)
        .Select(line => (Path: ExportPath.Read(line[0]), Client: ClientIn(line[1])))
        .Where(pair => pair.Client is not null)
        .ToLookup(pair => pair.Path, pair => pair.Client!.Value, StringComparer.Ordinal);

    /// <summary>Null for clients that are not addresses: those are not ours.</summary>
    static NfsClient? ClientIn(string text)
    {
        var open = text.IndexOf('(');
        if (open < 0) return null;
        var options = text[(open + 1)..].TrimEnd(')', ' ').Split(',');
        return NfsClient.Parse(text[..open], options.Contains("rw"));
    }
}
