using Abaca.DriverSdk;
using Abaca.Drivers.CephFs.Native;
using Abaca.Drivers.CephFs.Nfs;

namespace Abaca.Drivers.CephFs;

/// <summary>The one place that picks how clients reach subvolumes.</summary>
static class CephProtocols
{
    /// <summary>By <c>cephfs_protocol_helper_type</c> and <c>cephfs_nfs_cluster_id</c>; touches nothing yet.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static ICephProtocol For(CephBackend backend) => backend.Options switch
    {
        { OverNfs: false } => new NativeProtocol(backend),
        { NfsClusterId: { } cluster } => new ClusterNfsProtocol(backend, cluster),
        _ => new GaneshaNfsProtocol(backend),
    };
}
