using Abaca.DriverSdk;
using Abaca.Drivers.Lvm.Setup;

namespace Abaca.Drivers.Lvm;

/// <summary>Makes LVM backends.</summary>
public sealed class LvmDriverFactory : IDriverFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } = ["manila.share.drivers.lvm.LVMShareDriver", "lvm"];

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => LvmOptions.Specs;

    /// <inheritdoc/>
    public IShareDriver Create(BackendSettings settings)
    {
        var options = LvmOptions.From(settings);
        return new LvmDriver(settings, options, new LvmHost(options, settings));
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => LvmOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings)
    {
        var options = LvmOptions.From(settings);
        return [new HostCheck(settings, options), new VolumesCheck(settings, options)];
    }
}
