using Abaca.DriverSdk;
using Abaca.Drivers.Zfs.Setup;

namespace Abaca.Drivers.Zfs;

/// <summary>Makes ZFS backends.</summary>
public sealed class ZfsDriverFactory : IDriverFactory
{
    readonly ZfsNeighbours neighbours = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } = ["manila.share.drivers.zfsonlinux.driver.ZFSonLinuxShareDriver", "zfs"];

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => ZfsOptions.Specs;

    /// <inheritdoc/>
    public IShareDriver Create(BackendSettings settings) => Make(settings);

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => ZfsOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings)
    {
        var options = ZfsOptions.From(settings);
        return [new HostCheck(settings, options), new DatasetsCheck(settings, options)];
    }

    /// <summary>As <see cref="Create"/>, for those who look inside.</summary>
    internal ZfsDriver Make(BackendSettings settings)
    {
        var options = ZfsOptions.From(settings);
        var driver = new ZfsDriver(settings, options, new ZfsHost(options.Target, settings), neighbours);
        neighbours.Add(settings.Section, driver);
        return driver;
    }
}
