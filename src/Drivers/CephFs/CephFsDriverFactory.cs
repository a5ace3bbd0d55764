using Abaca.DriverSdk;
using Abaca.Drivers.CephFs.Checks;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs;

/// <summary>Makes CephFS backends, native and over NFS.</summary>
/// <param name="wrap">Wraps the cluster, for tests; null for the cluster itself.</param>
public sealed class CephFsDriverFactory(Func<IRadosCluster, IRadosCluster>? wrap) : IDriverFactory
{
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    readonly IdentityUsers users = new();

    /// <summary>The factory that the service uses.</summary>
    public CephFsDriverFactory()
        : this(null)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } =
        ["manila.share.drivers.cephfs.driver.CephFSDriver", "manila.share.drivers.cephfs.cephfs_native.CephFSNativeDriver", "cephfs"];

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => CephFsOptions.Specs;

    /// <inheritdoc/>
    public IShareDriver Create(BackendSettings settings)
    {
        var backend = BackendOf(settings);
        return new CephFsDriver(backend, CephProtocols.For(backend));
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => CephFsOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings)
    {
        var backend = BackendOf(settings);
        return [.. ChecksOf(backend, CephProtocols.For(backend)).Select((check, place) => new OverOwnSession(check.Name, place, () => BackendOf(settings)))];
    }

    static IReadOnlyList<IBackendCheck> ChecksOf(CephBackend backend, ICephProtocol protocol) => [new ClusterCheck(backend), new SubvolumesCheck(backend), .. protocol.Checks()];

    CephBackend BackendOf(BackendSettings settings)
    {
        var options = CephFsOptions.From(settings);
        users.Add(settings.Section, options);
        IRadosCluster cluster = new RadosCluster(
            new RadosSettings(options.ConfigFile, options.ClusterName, options.AuthId, ConnectTimeout) { LatestCaps = () => users.CapsFor(options).Arguments },
            settings.Clock);
        if (wrap is not null) cluster = wrap(cluster);
        return new CephBackend(settings, options, cluster, new Subvolumes(cluster, options)) { Users = users };
    }

    /// <summary>
    /// A look over sessions of its own: each daemon keeps what an identity may do from the moment when its session began, so over one that
    /// stood already a look would tell what was true then.
    /// </summary>
    sealed class OverOwnSession(string name, int place, Func<CephBackend> connect) : IBackendCheck
    {
        public string Name => name;

        public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
        {
            var backend = connect();
            await using var cluster = backend.Cluster;
            await using var protocol = CephProtocols.For(backend);
            return await ChecksOf(backend, protocol)[place].Look(shares, ct);
        }
    }
}
