using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster.Setup;

/// <summary>Whether volumes and database agree.</summary>
sealed class VolumesCheck(BackendSettings settings, GlusterOptions options) : ContentsCheck("volumes")
{
    /// <inheritdoc/>
    protected override (IShareDriver Driver, string Where) Open() =>
        (new GlusterDriver(settings, options), string.Join(", ", options.Servers.Select(server => server.Host)));

    // Volumes of other services on the same pool are theirs.
    /// <inheritdoc/>
    protected override bool Counts(BackendObject found) => found.Mark is null || found.Mark.Deployment == settings.Deployment;
}
