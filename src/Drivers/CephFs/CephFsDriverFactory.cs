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
        return [new ClusterCheck(backend), new SubvolumesCheck(backend), .. CephProtocols.For(backend).Checks()];
    }

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
}
