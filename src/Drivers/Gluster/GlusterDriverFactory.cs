using Abaca.DriverSdk;
using Abaca.Drivers.Gluster.Setup;

namespace Abaca.Drivers.Gluster;

/// <summary>Makes GlusterFS backends whose shares are volumes that tenants mount natively.</summary>
public sealed class GlusterDriverFactory : IDriverFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } = ["manila.share.drivers.glusterfs.glusterfs_native.GlusterfsNativeShareDriver", "glusterfs"];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> RefusedNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["manila.share.drivers.glusterfs.GlusterfsShareDriver"] =
            "makes shares of directories of one volume and exports them over NFS, which is not in this release; the NFS server of GlusterFS itself (glusterfs_nfs_server_type = Gluster) is no longer part of it",
    };

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => GlusterOptions.Specs;

    /// <inheritdoc/>
    public IShareDriver Create(BackendSettings settings) => new GlusterDriver(settings, GlusterOptions.From(settings));

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => GlusterOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings)
    {
        var options = GlusterOptions.From(settings);
        return [new ClustersCheck(settings, options), new VolumesCheck(settings, options)];
    }
}
