using System.Net;
using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Clients come over NFS, through Ganesha nodes of the operator's own. What is exported stands in RADOS, where each node reads it when it
/// starts; every change is also told to every node. The order of the steps is such that whatever dies between two of them, no index line
/// is without its object, and the same call again finishes the work.
/// </summary>
/// <remarks>When changing this: publishing goes object, index, nodes; withdrawing goes index, nodes, object. See <see cref="ExportObjects"/>.</remarks>
sealed partial class GaneshaNfsProtocol : ICephProtocol
{
    readonly CephBackend backend;
    readonly Subvolumes subvolumes;
    readonly ExportObjects objects;
    readonly NfsNodes nodes;
    readonly NodeSet set;
    readonly NodeWatch watch;
    readonly IndexNotification notification;
    readonly OtherGaneshas others;
    readonly Stocktaking stock;
    readonly KeyedLock locks = new();
    volatile bool recommended = false;

    /// <summary>Over the nodes of the configuration; touches nothing yet.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public GaneshaNfsProtocol(CephBackend backend)
    {
        this.backend = backend;
        subvolumes = backend.Subvolumes;
        set = NodeSet.From(backend.Settings, backend.NearGanesha);
        var host = new NfsHost(backend.Settings.Clock, backend.Settings.Log);
        objects = new ExportObjects(backend.Cluster, set.Options.Store);
        nodes = new NfsNodes(set.Nodes);
        notification = new IndexNotification(objects, host);
        var fence = new SessionFence(backend.Cluster, subvolumes.FileSystem);
        stock = new Stocktaking(objects, Settle, host);
        others = new OtherGaneshas(set.MachineAt, host.Log, set.Options.User != "root");
        watch = new NodeWatch(set.Nodes, new DeadGaneshas(fence, set.MachineAt, OthersFound, host), CatchUp, host);
    }

    /// <inheritdoc/>
    public string Name => "NFS";

    /// <summary>Makes index and counter when they are missing, begins to watch the nodes, and needs one of them to answer.</summary>
    public Task<DriverResult> Start(CancellationToken ct) => StoppedException.Caught(async () =>
    {
        await objects.Prepare(ct);
        if (set.Floats && !recommended)
        {
            recommended = true;
            backend.Settings.Log.Say($"Only {set.Nodes[0].Name} is known of the Ganesha nodes. If it is a floating address, name the nodes' own addresses in "
                + "cephfs_ganesha_server_ips and the floating one in cephfs_ganesha_export_ips: then each is told of changes and watched itself, and clients wait less when one dies.");
        }
        watch.Begin();
        var answers = await Task.WhenAll(nodes.All.Select(node => node.Identify(ct)));
        if (answers.All(answer => answer.Process is null))
            throw StoppedException.Unclear($"No Ganesha node answers. {string.Join(' ', answers.Select(answer => answer.Answer.Text))}");
    });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<IPAddress>>> Addresses(CancellationToken ct) => set.ClientAddresses(ct);

    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<ExportLocation>>> Locations(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        await Addresses(ct) switch
        {
            DriverResult<IReadOnlyList<IPAddress>>.Done found =>
                new DriverResult<IReadOnlyList<ExportLocation>>.Done(ExportLocations.Of(found.Value, subvolume.Path, preferred: false)),
            DriverResult<IReadOnlyList<IPAddress>>.Refused no => new DriverResult.Refused(no.Why),
            var other => new DriverResult.Unclear(((DriverResult<IReadOnlyList<IPAddress>>.Unclear)other).Why),
        };

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        StoppedException.Caught(async () =>
        {
            nodes.NeedOpen();
            var wanted = GaneshaClients.Wanted(whole, NfsSquashWords.Of(share));
            using var turn = await locks.Enter(NameOf(share), ct);
            if (wanted.Clients.Count == 0) await TakeAway(share, subvolume, ct);
            else await Publish(share, subvolume, wanted.Clients, ct);
            return wanted.Outcomes;
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<AppliedRule>>(async () =>
        {
            if (await Existing(share, ct) is not { } export) return [];
            var shown = await nodes.Show(export.Id, ct);
            var first = shown[0] ?? [];
            if (shown.Any(clients => !ClientSet.FirstMatch(clients ?? []).Equals(ClientSet.FirstMatch(first)))) throw StoppedException.Unclear($"The nodes show different rules for {export}.");
            return [.. first.Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        });

    /// <inheritdoc/>
    public async Task<DriverResult> Ensure(ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        (await SetAccess(share, subvolume, whole, ct)).WithoutValue() switch
        {
            // Nobody asked for anything: it is looked at again once the node lets us in.
            DriverResult.Refused { Why.Detail: MessageDetail.BackendNotReady } no => new DriverResult.Unclear(no.Why.Text),
            var end => end,
        };

    /// <inheritdoc/>
    public Task<DriverResult> Withdraw(ShareSpec share, Subvolume? subvolume, CancellationToken ct) => StoppedException.Caught(async () =>
    {
        nodes.NeedOpen();
        using var turn = await locks.Enter(NameOf(share), ct);
        await TakeAway(share, subvolume, ct);
    });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
            [.. (await objects.Names(ct)).Select(name => new BackendObject("export", name, InstanceIn(name)))]);

    /// <inheritdoc/>
    public DriverResult Readiness => nodes.Readiness;

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks() => [new NodesCheck(backend)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await stock.DisposeAsync();
        await notification.DisposeAsync();
        await set.DisposeAsync();
    }

    /// <summary>The name ends with the instance's id, unless the operator chose a template without it.</summary>
    static string? InstanceIn(string name) => name.Length >= 36 && Guid.TryParseExact(name[^36..], "D", out _) ? name[^36..] : null;
}
