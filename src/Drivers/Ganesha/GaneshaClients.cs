using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>Clients of exports as Ganesha names them.</summary>
public static class GaneshaClients
{
    /// <summary>The clients that the rules ask for; its first match wins, so the most specific come first.</summary>
    /// <param name="rules">The whole set.</param>
    /// <param name="squash">What the share's type asks for.</param>
    public static WantedClients Wanted(IReadOnlyList<AccessRule> rules, NfsSquash squash = NfsSquash.None) => WantedClients.Of(rules, Problem, squash);

    /// <summary>
    /// What stands in a client's block beside name and level; nothing for the default. It stands with the client, not with the export,
    /// since Ganesha shows it only there.
    /// </summary>
    public static string SquashOf(ExportClient client) => client.Squash switch
    {
        NfsSquash.None => "",
        var squash => $" Squash = {squash.Word()}; Anonymous_Uid = {NfsSquashWords.Nobody}; Anonymous_Gid = {NfsSquashWords.Nobody};",
    };

    /// <summary>Reads Ganesha's many words for it, also as the <c>nfs</c> module of a Ceph mgr has them.</summary>
    public static NfsSquash SquashIn(string? word) => word?.ToLowerInvariant() switch
    {
        "root" or "root_squash" or "rootsquash" or "rootid" or "root_id_squash" or "rootidsquash" => NfsSquash.Root,
        "all" or "all_squash" or "allsquash" or "all_anonymous" or "allanonymous" or "all_anomnymous" => NfsSquash.All,
        _ => NfsSquash.None,
    };

    /// <summary>
    /// How the configuration file must name a client, in one or two words. Ganesha 4.3 takes no prefix 0, so "everyone" is
    /// two halves, and no prefix of three digits, so one address has none; IPv6 is written out without abbreviation.
    /// </summary>
    public static IReadOnlyList<string> Words(ExportClient client) => client.Prefix switch
    {
        0 => [$"{Written(client.Network)}/1", $"{Written(UpperHalf(client.Network))}/1"],
        128 => [Written(client.Network)],
        _ => [$"{Written(client.Network)}/{client.Prefix}"],
    };

    /// <summary>
    /// Whether Ganesha lets in the very addresses that were asked for, at the same levels. Networks may be cut otherwise than they were asked
    /// for: "everyone" is shown as two halves, and two halves that were asked for look like "everyone".
    /// </summary>
    /// <param name="shown">In Ganesha's order: its first match decides.</param>
    /// <param name="wanted">The clients that the rules ask for.</param>
    public static bool Same(IReadOnlyList<ExportClient> shown, IReadOnlyList<ExportClient> wanted) =>
        ClientSet.FirstMatch(shown).Equals(ClientSet.MostSpecific(wanted)) && shown.All(client => client.Squash == wanted[0].Squash);

    /// <summary>Undoes the halves of <see cref="Words"/>: what Ganesha shows, in fewer words that mean the same.</summary>
    public static IReadOnlyList<ExportClient> Joined(IReadOnlyList<ExportClient> shown)
    {
        var joined = new List<ExportClient>();
        foreach (var client in shown)
        {
            var lower = joined.Count == 0 ? null : joined[^1];
            var completes = client.Prefix == 1 && lower is { Prefix: 1 } && lower.Writable == client.Writable && lower.Squash == client.Squash
                && client.Network.Equals(UpperHalf(lower.Network));
            if (completes) joined[^1] = lower! with { Prefix = 0 };
            else joined.Add(client);
        }
        return joined;
    }

    /// <summary>Ganesha 4.3 reads prefixes of two digits at most, so IPv6 networks of /100 to /127 cannot be told to it.</summary>
    static string? Problem(ExportClient client) => client.Prefix is >= 100 and < 128
        ? $"NFS-Ganesha cannot take the IPv6 network {client.To}: only prefixes up to /99 and single addresses."
        : null;

    static IPAddress UpperHalf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes[0] |= 0x80;
        return new IPAddress(bytes);
    }

    static string Written(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        var bytes = address.GetAddressBytes();
        return string.Join(':', Enumerable.Range(0, 8).Select(i => ((bytes[2 * i] << 8) | bytes[(2 * i) + 1]).ToString("x")));
    }
}
