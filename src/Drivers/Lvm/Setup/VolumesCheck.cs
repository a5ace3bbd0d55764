using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm.Setup;

/// <summary>Whether volumes and database agree.</summary>
sealed class VolumesCheck(BackendSettings settings, LvmOptions options) : ContentsCheck("volumes")
{
    /// <inheritdoc/>
    protected override (IShareDriver Driver, string Where) Open()
    {
        var host = new LvmHost(options, settings);
        return (new LvmDriver(settings, options, host), host.ToString());
    }
}
