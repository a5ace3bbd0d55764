using System.Net;
using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Clients come over NFS through the cluster's own NFS service (<c>cephfs_nfs_cluster_id</c>): exports are documents of the mgr's
/// <c>nfs</c> module, which keeps identities and index and wakes its Ganeshas.
/// </summary>
sealed class ClusterNfsProtocol(CephBackend backend, string cluster) : ICephProtocol
{
    const string NameThem = "Name the addresses that clients mount from in cephfs_ganesha_export_ips.";

    readonly IReadOnlyList<IPAddress> configured = GaneshaOptions.ExportAddressesIn(backend.Settings);

    /// <summary>The module reads and writes all exports of the cluster at once, so changes stand in a line.</summary>
    readonly SemaphoreSlim writing = new(1);

    /// <inheritdoc/>
    public string Name => "NFS";

    /// <summary>Needs a cluster that the module knows, and an address for clients.</summary>
    public Task<DriverResult> Start(CancellationToken ct) => StoppedException.Caught(async () =>
    {
        await Ask("nfs export info", $"looking for the NFS cluster {cluster}", "/", null, ct); // no export is called so: only the cluster is looked for
        if ((await ClusterAddresses(ct)).Count + configured.Count == 0)
            throw StoppedException.Unclear($"The NFS cluster {cluster} has no node (ceph nfs cluster info {cluster}). {NameThem}");
    });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<IPAddress>>> Addresses(CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<IPAddress>>(async () => [.. (await ClusterAddresses(ct)).Concat(configured).Distinct()]);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<ExportLocation>>> Locations(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<ExportLocation>>(async () =>
        {
            var own = await ClusterAddresses(ct);
            return
            [
                .. ExportLocations.Of(own, subvolume.Path, preferred: true),
                .. ExportLocations.Of(configured.Except(own), subvolume.Path, preferred: false),
            ];
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        StoppedException.Caught(async () =>
        {
            var wanted = GaneshaClients.Wanted(whole, NfsSquashWords.Of(share));
            await writing.WaitAsync(ct);
            try
            {
                if (wanted.Clients.Count == 0) await Remove(subvolume, ct);
                else await Apply(subvolume, wanted.Clients, ct);
            }
            finally
            {
                writing.Release();
            }
            return wanted.Outcomes;
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<AppliedRule>>(async () =>
            [.. (ClusterExport.Clients(await Standing(subvolume, ct)) ?? [])
                .Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))]);

    /// <inheritdoc/>
    public async Task<DriverResult> Ensure(ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        (await SetAccess(share, subvolume, whole, ct)).WithoutValue();

    /// <inheritdoc/>
    public Task<DriverResult> Withdraw(ShareSpec share, Subvolume? subvolume, CancellationToken ct) => StoppedException.Caught(async () =>
    {
        if (subvolume is null) return;
        await writing.WaitAsync(ct);
        try
        {
            await Remove(subvolume, ct);
        }
        finally
        {
            writing.Release();
        }
    });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            var listed = await Ask("nfs export ls", "listing the exports", null, null, ct);
            return [.. ClusterExport.Paths(listed).Where(path => SubvolumeName.InPath(path) is not null)
                .Select(path => new BackendObject("export", path, InstanceIn(SubvolumeName.InPath(path)!.Name)))];
        });

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        writing.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task Apply(Subvolume place, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        var standing = await Standing(place, ct);
        if (ClusterExport.Clients(standing) is { } now && GaneshaClients.Same(now, clients)) return;
        await Ask("nfs export apply", $"exporting {place.Path}", null, ClusterExport.With(standing, cluster, place, clients), ct);
        var after = ClusterExport.Clients(await Standing(place, ct)) ?? [];
        if (!GaneshaClients.Same(after, clients)) throw StoppedException.Unclear($"The NFS cluster {cluster} does not show the rules of {place.Path} yet.");
    }

    async Task Remove(Subvolume place, CancellationToken ct)
    {
        if (ClusterExport.Clients(await Standing(place, ct)) is null) return;
        await Ask("nfs export rm", $"withdrawing {place.Path}", place.Path, null, ct);
    }

    Task<string> Standing(Subvolume place, CancellationToken ct) => Ask("nfs export info", $"looking at the export of {place.Path}", place.Path, null, ct);

    /// <summary>Where the cluster's daemons run; nobody knows when the mgr has no orchestrator, and then the operator has named addresses.</summary>
    async Task<IReadOnlyList<IPAddress>> ClusterAddresses(CancellationToken ct)
    {
        var answer = await Send("nfs cluster info", null, null, ct);
        if (answer.Succeeded) return ClusterExport.Addresses(answer.Output, cluster);
        return IsMissing(answer) && configured.Count > 0 ? [] : throw Failed(answer, $"looking at the NFS cluster {cluster}");
    }

    async Task<string> Ask(string prefix, string doing, string? path, string? input, CancellationToken ct)
    {
        var answer = await Send(prefix, path, input, ct);
        return answer.Succeeded ? answer.Output : throw Failed(answer, doing);
    }

    Task<RadosAnswer> Send(string prefix, string? path, string? input, CancellationToken ct)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["cluster_id"] = cluster };
        if (path is not null) arguments["pseudo_path"] = path;
        return backend.Cluster.Manager(new RadosCommand(prefix, arguments, Subvolumes.Patience, input), ct);
    }

    /// <summary>
    /// An export that is not there is no error to the module, so "no such thing" speaks of the NFS cluster or of the mgr's orchestrator,
    /// which both may come back: an orchestrator forgets while its mgr starts.
    /// </summary>
    StoppedException Failed(RadosAnswer answer, string doing)
    {
        if (CephWords.IsUnknownCommand(answer))
            return StoppedException.Unclear($"{doing}: this release of Ceph is too old for cephfs_nfs_cluster_id (16.2.7 knows the commands). Use Ganesha nodes of your own.");
        if (!IsMissing(answer)) return new StoppedException(CephWords.Explain(answer, doing));
        var remedy = CephWords.Says(answer, "orchestrator")
            ? NameThem
            : $"ceph nfs cluster ls shows which there are; ceph nfs cluster create {cluster} makes it.";
        return StoppedException.Unclear($"{doing}: {answer.Status} {remedy}");
    }

    static bool IsMissing(RadosAnswer answer) => answer is { End: RadosEnd.Answered, Error: Errno.NotThere };

    static string? InstanceIn(string name) => Guid.TryParseExact(name, "D", out _) ? name : null;
}
