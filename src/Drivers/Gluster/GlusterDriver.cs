using Abaca.DriverSdk;
using Abaca.Drivers.Gluster.Setup;

namespace Abaca.Drivers.Gluster;

/// <summary>
/// Shares as whole volumes of GlusterFS clusters, which tenants mount themselves, let in by the common names of their certificates. Volumes are not
/// made on demand: operators make them, and each cluster's are a pool. Each file of this class holds one ability.
/// </summary>
sealed partial class GlusterDriver : IShareDriver
{
    const double Gib = 1L << 30;

    /// <summary>Detail of a share: its volume, as in Manila.</summary>
    const string VolumeDetail = "volume";

    /// <summary>The one protocol.</summary>
    const string Protocol = "GLUSTERFS";

    readonly BackendSettings settings;
    readonly GlusterOptions options;
    readonly Wiping wiping;
    readonly ShareCalls calls = new();
    readonly IReadOnlyDictionary<string, Place> places;

    public GlusterDriver(BackendSettings settings, GlusterOptions options)
    {
        (this.settings, this.options) = (settings, options);
        wiping = new Wiping(settings.Commands, options.MountBase);
        places = options.Servers.Select(server => new Place(new GlusterCluster(server, options.TargetOf(server), settings), options, settings))
            .ToDictionary(place => place.Cluster.Pool, StringComparer.Ordinal);
    }

    /// <summary>One cluster with what there is to do with it.</summary>
    sealed class Place(GlusterCluster cluster, GlusterOptions options, BackendSettings settings)
    {
        public GlusterCluster Cluster { get; } = cluster;

        public VolumePool Pool { get; } = new(cluster, options.Pattern, settings);

        public VolumeQuota Quota { get; } = new(cluster);

        public Bricks Bricks { get; } = new(cluster);

        /// <summary>Why volumes cannot be snapshotted, as it was seen last; null before it was.</summary>
        public IReadOnlyDictionary<string, string>? NotThin { get; set; }

        /// <summary>How many volumes of the pool were looked at for that.</summary>
        public int Members { get; set; }
    }

    /// <inheritdoc/>
    public ISnapshots? Snapshots => CanSnapshot ? this : null;

    /// <inheritdoc/>
    public ICloning? Cloning => CanSnapshot ? this : null;

    /// <inheritdoc/>
    public Task<DriverResult> Start(CancellationToken ct = default) => calls.Start(() => StoppedException.Caught(async () =>
    {
        var findings = await new Inspection(settings, options, [.. places.Values.Select(place => place.Cluster)]).Run(ct);
        StoppedException.Need(HealthFinding.EndOfStart(findings, settings.Log));
        // A cluster that is silent joins as soon as it answers; one of them has to.
        var measured = await Task.WhenAll(places.Values.Select(place => StoppedException.Caught(() => Measure(place, ct))));
        if (!measured.Any(pool => pool is DriverResult<PoolReport>.Done)) StoppedException.Need(measured[0].WithoutValue());
    }), ct);

    /// <inheritdoc/>
    public async Task<DriverResult<BackendReport>> Report(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var seen = await Task.WhenAll(places.Values.Select(async place => (place.Cluster, Result: await StoppedException.Caught(() => Measure(place, ct)))));
            var pools = seen.Select(one => one.Result).OfType<DriverResult<PoolReport>.Done>().Select(one => one.Value).ToList();
            var silent = seen.Where(one => one.Result is not DriverResult<PoolReport>.Done).Select(one => $"{one.Cluster}: {one.Result}");
            var trouble = string.Join(' ', silent.Concat(places.Keys.Select(pool => troubles.GetValueOrDefault(pool, ""))).Where(words => words.Length > 0));
            if (pools.Count == 0) throw StoppedException.Unclear(trouble);
            return new BackendReport("Red Hat", "1.0", "glusterfs", pools) { Trouble = trouble.Length > 0 ? trouble : null };
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var place in places.Values) await place.Cluster.DisposeAsync();
    }

    /// <summary>Runs one call on one share: alone, with failures as results.</summary>
    Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<Place, Task<T>> work, CancellationToken ct) => calls.Run(() => PlaceOf(share), _ => share.InstanceId, work, ct);

    /// <inheritdoc cref="OnShare{T}"/>
    Task<DriverResult> OnShare(ShareSpec share, Func<Place, Task> work, CancellationToken ct) => calls.Run(() => PlaceOf(share), _ => share.InstanceId, work, ct);

    Place PlaceOf(ShareSpec share)
    {
        if (share.Protocol != Protocol) throw StoppedException.Refused(MessageDetail.NoValidHost, $"This backend serves {Protocol}, not {share.Protocol}.");
        return places.GetValueOrDefault(share.Pool)
            ?? throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {share.Pool}; this backend has {string.Join(", ", places.Keys.Order(StringComparer.Ordinal))}.");
    }
}
