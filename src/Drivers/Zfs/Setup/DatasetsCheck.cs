using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Whether datasets and database agree.</summary>
sealed class DatasetsCheck(BackendSettings settings, ZfsOptions options) : ContentsCheck("datasets")
{
    /// <inheritdoc/>
    protected override (IShareDriver Driver, string Where) Open()
    {
        var host = new ZfsHost(options.Target, settings);
        return (new ZfsDriver(settings, options, host, new ZfsNeighbours()), host.ToString());
    }
}
