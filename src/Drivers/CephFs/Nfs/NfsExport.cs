using System.Globalization;
using System.Text;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>One export of a subvolume, as it stands in its RADOS object.</summary>
/// <param name="Id">Export id, 1 to 65535; clients' file handles hold it, so it stays.</param>
/// <param name="Path">Path in the file system, and where clients find it.</param>
/// <param name="User">cephx identity that Ganesha mounts with, without <c>client.</c>.</param>
/// <param name="Key">Its key; a secret.</param>
/// <param name="FileSystem">Name of the file system.</param>
/// <param name="Clients">Most specific first: Ganesha takes the first match.</param>
sealed record NfsExport(int Id, string Path, string User, string Key, string FileSystem, IReadOnlyList<ExportClient> Clients)
{
    /// <summary>What stands for clients that say nothing themselves; our own texts always say none here.</summary>
    public NfsSquash SquashOfAll { get; init; }

    /// <summary>
    /// Ganesha mounts the same thing in the same way, so that an export that is served can be changed in place. What is squashed for all
    /// counts, since Ganesha does not show it and so would not be told of a change.
    /// </summary>
    public bool MountsLike(NfsExport other) =>
        (Path, User, Key, FileSystem, SquashOfAll) == (other.Path, other.User, other.Key, other.FileSystem, other.SquashOfAll);

    /// <summary>
    /// The object's text. Protocols and transports are the operator's to choose (EXPORT_DEFAULTS). Texts are quoted because an unquoted
    /// odd one can crash Ganesha 4.3; a client that no block matches gets nothing.
    /// </summary>
    public string Text()
    {
        var text = new StringBuilder("EXPORT {\n");
        text.Append(CultureInfo.InvariantCulture, $"    Export_Id = {Id};\n    Path = \"{Path}\";\n    Pseudo = \"{Path}\";\n");
        text.Append("    Access_Type = \"None\";\n    SecType = \"sys\";\n    Squash = \"No_Root_Squash\";\n");
        text.Append("    FSAL {\n        Name = \"CEPH\";\n");
        text.Append(CultureInfo.InvariantCulture, $"        Filesystem = \"{FileSystem}\";\n        User_Id = \"{User}\";\n        Secret_Access_Key = \"{Key}\";\n    }}\n");
        foreach (var client in Clients)
            foreach (var word in GaneshaClients.Words(client))
                text.Append(CultureInfo.InvariantCulture, $"    CLIENT {{ Clients = {word}; Access_Type = \"{(client.Writable ? "RW" : "RO")}\";{GaneshaClients.SquashOf(client)} }}\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>Reads an object, ours or Manila's; null when it holds no export with an id.</summary>
    public static NfsExport? Parse(string text)
    {
        if (GaneshaBlock.Parse(text)?.Named("EXPORT").FirstOrDefault() is not { } export) return null;
        if (!int.TryParse(export["Export_Id"], CultureInfo.InvariantCulture, out var id) || id is < 1 or > ushort.MaxValue) return null;
        var mount = export.Named("FSAL").FirstOrDefault();
        return new NfsExport(
            id, export["Path"] ?? "", mount?["User_Id"] ?? "", mount?["Secret_Access_Key"] ?? "", mount?["Filesystem"] ?? "",
            GaneshaClients.Joined([.. export.Named("CLIENT").SelectMany(block => ClientsOf(block, export["Squash"]))]))
        {
            SquashOfAll = GaneshaClients.SquashIn(export["Squash"]),
        };
    }

    /// <summary>The printed form must not show the key.</summary>
    public override string ToString() => $"export {Id} of {Path}";

    static IEnumerable<ExportClient> ClientsOf(GaneshaBlock block, string? squashOfAll)
    {
        var squash = GaneshaClients.SquashIn(block["Squash"] ?? squashOfAll);
        var writable = string.Equals(block["Access_Type"], "RW", StringComparison.OrdinalIgnoreCase);
        return (block["Clients"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(client => ExportClient.Parse(client == "0.0.0.0" ? "0.0.0.0/0" : client, writable)) // Manila's word for everyone
            .OfType<ExportClient>().Select(client => client with { Squash = squash });
    }
}
