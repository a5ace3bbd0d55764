namespace Abaca.Drivers.CephFs;

/// <summary>
/// The least that the service's own identity needs, the one place that says it: error texts, <c>abaca doctor</c> and the operator's
/// page name the same, and the suites run with it. Clients' identities are made by the mgr, for which it needs no right of its own.
/// </summary>
/// <param name="Entity">The identity, with <c>client.</c>.</param>
/// <param name="All">Kind of daemon, and what it may do there.</param>
sealed record CephCaps(string Entity, IReadOnlyList<(string Daemon, string Cap)> All)
{
    /// <summary>Manages subvolumes and identities.</summary>
    const string Volumes = "allow module volumes rw";

    /// <summary>Makes exports of the cluster's own NFS service.</summary>
    const string Exports = "allow module nfs rw";

    /// <summary>Reads the maps of monitors, file systems and pools, and which shares an identity may mount.</summary>
    const string Reading = "allow r, allow command \"auth get\"";

    /// <summary>Ends the mounts of clients that lost their rule. (The MDS has no smaller right for it.)</summary>
    const string Sessions = "allow *";

    /// <summary>For clients that mount natively.</summary>
    public static CephCaps Native(string authId) => new("client." + authId, [("mgr", Volumes), ("mon", Reading), ("mds", Sessions)]);

    /// <summary>For Ganesha nodes; without a pool their exports are files.</summary>
    public static CephCaps OverGanesha(string authId, string? pool) =>
        pool is null ? Native(authId) : Native(authId) with { All = [.. Native(authId).All, ("osd", $"allow rw pool={pool} namespace=\"\"")] };

    /// <summary>For the cluster's own NFS service.</summary>
    public static CephCaps OverNfsService(string authId) =>
        new("client." + authId, [("mgr", $"{Volumes}, {Exports}"), ("mon", Reading), ("mds", Sessions)]);

    /// <summary>These and the other's, each once: what an identity needs that does both.</summary>
    public CephCaps With(CephCaps other)
    {
        var daemons = All.Concat(other.All).Select(one => one.Daemon).Distinct(StringComparer.Ordinal);
        return this with { All = [.. daemons.Select(daemon => (daemon, string.Join(", ", Grants(daemon).Union(other.Grants(daemon), StringComparer.Ordinal))))] };
    }

    /// <summary>What is allowed at one kind of daemon, one by one: each begins with <c>allow</c>, which no name of ours holds.</summary>
    IEnumerable<string> Grants(string daemon) => All.Where(one => one.Daemon == daemon)
        .SelectMany(one => one.Cap.Split(", allow ").Select(grant => grant.StartsWith("allow ", StringComparison.Ordinal) ? grant : "allow " + grant));

    /// <summary>As arguments of <c>ceph auth</c>.</summary>
    public string Arguments => string.Join(' ', All.Select(one => $"{one.Daemon} '{one.Cap}'"));

    /// <summary>The command that gives the identity exactly these.</summary>
    public string Command => $"ceph auth caps {Entity} {Arguments}";
}
