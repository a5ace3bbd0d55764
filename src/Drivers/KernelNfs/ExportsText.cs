using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Abaca.DriverSdk;

namespace Abaca.Drivers.KernelNfs;

/// <summary>The managed exports file as text: one line per client of a share, in the order of the paths. Pure.</summary>
/// <param name="Lines">Lines of a share by its instance id.</param>
sealed record ExportsText(ImmutableDictionary<string, ExportsEntry> Lines)
{
    const string Head = "# Abaca writes this file anew at each change of an access rule; what else stands in it is lost.\n";

    /// <summary>Nobody is let in.</summary>
    public static ExportsText Empty { get; } = new(ImmutableDictionary<string, ExportsEntry>.Empty);

    /// <summary>What the file holds.</summary>
    public string Text()
    {
        var text = new StringBuilder(Head);
        foreach (var (id, entry) in Lines.OrderBy(line => line.Value.Path, StringComparer.Ordinal).ThenBy(line => line.Key, StringComparer.Ordinal))
            foreach (var client in entry.Clients) text.Append(Line(id, entry.Path, client));
        return text.ToString();
    }

    /// <summary>SHA-256 of a text in hexadecimal, as sha256sum prints it.</summary>
    public static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads the file; lines that are not ours are dropped.</summary>
    public static ExportsText Parse(string text)
    {
        var shares = text.Split('\n').Select(Read).Where(line => line is not null).Select(line => line!.Value)
            .GroupBy(line => line.Id, line => (line.Path, line.Client))
            .ToImmutableDictionary(share => share.Key, share => new ExportsEntry(share.First().Path, ExportClient.Sorted(share.Select(line => line.Client))), StringComparer.Ordinal);
        return new ExportsText(shares);
    }

    /// <summary>
    /// <c>mp</c>: only while something is mounted there, so that an unmounted share never shows what lies under its mount point.
    /// <c>fsid</c>: the file handle stays the same after reboots, and zfs-fuse has none of its own.
    /// </summary>
    static string Line(string id, string path, ExportClient client) =>
        $"{ExportPath.Written(path)} {client.Word}({(client.Writable ? "rw" : "ro")},sync,no_subtree_check,{client.Squash.Word()},mp,fsid={id})\n";

    static (string Id, string Path, ExportClient Client)? Read(string line)
    {
        if (line.Length == 0 || line[0] == '#' || line.Split(' ') is not [var path, var rest]) return null;
        var open = rest.IndexOf('(');
        if (open < 0) return null;
        var options = rest[(open + 1)..].TrimEnd(')').Split(',');
        var id = options.FirstOrDefault(option => option.StartsWith("fsid=", StringComparison.Ordinal))?[5..];
        return id is not null && ExportClient.Parse(rest[..open], options.Contains("rw")) is { } client
            ? (id, ExportPath.Read(path), client with { Squash = Etab.SquashIn(options) })
            : null;
    }
}

/// <summary>One share in the file.</summary>
/// <param name="Path">Directory on the file server.</param>
/// <param name="Clients">Its clients, sorted.</param>
sealed record ExportsEntry(string Path, IReadOnlyList<ExportClient> Clients)
{
    /// <summary>Same path, same clients.</summary>
    public bool Same(ExportsEntry? other) => other is not null && other.Path == Path && other.Clients.SequenceEqual(Clients);
}
