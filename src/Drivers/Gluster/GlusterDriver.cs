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
    readonly KeyedLock locks = new();
    readonly SemaphoreSlim starting = new(1);
    readonly IReadOnlyDictionary<string, Place> places;
    bool started;

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
    public async Task<DriverResult> Start(CancellationToken ct = default)
    {
        await starting.WaitAsync(ct);
        try
        {
            if (started) return DriverResult.Done;
            var findings = await new Inspection(settings, options, [.. places.Values.Select(place => place.Cluster)]).Run(ct);
            foreach (var warning in findings.Where(finding => finding.Health == Health.Warning)) settings.Log.Warn($"{warning.Where}: {warning.What} {warning.Remedy}");
            var problems = findings.Where(finding => finding.Health == Health.Problem).ToList();
            if (problems.Count > 0) return DriverResult.Unclear(string.Join('\n', problems.Select(problem => $"{problem.Where}: {problem.What} {problem.Remedy}")));
            // A cluster that is silent joins as soon as it answers; one of them has to.
            var measured = await Task.WhenAll(places.Values.Select(place => StoppedException.Caught(() => Measure(place, ct))));
            started = measured.Any(pool => pool is DriverResult<PoolReport>.Succeeded);
            return started ? DriverResult.Done : measured[0].WithoutValue();
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<DriverResult<BackendReport>> Report(CancellationToken ct = default)
    {
        if (!started) return NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var seen = await Task.WhenAll(places.Values.Select(async place => (place.Cluster, Result: await StoppedException.Caught(() => Measure(place, ct)))));
            var pools = seen.Select(one => one.Result).OfType<DriverResult<PoolReport>.Succeeded>().Select(one => one.Value).ToList();
            var silent = seen.Where(one => one.Result is not DriverResult<PoolReport>.Succeeded).Select(one => $"{one.Cluster}: {one.Result}");
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
    async Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<Place, Task<T>> work, CancellationToken ct)
    {
        if (!started) return NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var place = PlaceOf(share);
            using var turn = await locks.Enter(share.InstanceId, ct);
            return await work(place);
        });
    }

    /// <inheritdoc cref="OnShare{T}"/>
    async Task<DriverResult> OnShare(ShareSpec share, Func<Place, Task> work, CancellationToken ct) =>
        (await OnShare(share, async place =>
        {
            await work(place);
            return true;
        }, ct)).WithoutValue();

    Place PlaceOf(ShareSpec share)
    {
        if (share.Protocol != Protocol) throw StoppedException.Refused(MessageDetail.NoValidHost, $"This backend serves {Protocol}, not {share.Protocol}.");
        return places.GetValueOrDefault(share.Pool)
            ?? throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {share.Pool}; this backend has {string.Join(", ", places.Keys.Order(StringComparer.Ordinal))}.");
    }

    static DriverResult NotStarted => DriverResult.Unclear("The backend has not been started.");
}
