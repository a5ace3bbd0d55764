using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs;

/// <summary>What driver and protocols of one backend share.</summary>
/// <param name="Settings">The section.</param>
/// <param name="Options">Its CephFS options.</param>
/// <param name="Cluster">The cluster, as the service's own identity.</param>
/// <param name="Subvolumes">Subvolumes and who may mount them.</param>
sealed record CephBackend(BackendSettings Settings, CephFsOptions Options, IRadosCluster Cluster, Subvolumes Subvolumes)
{
    /// <summary>The other users of the service's identity; null when there are none.</summary>
    public IdentityUsers? Users { get; init; }

    /// <summary>The Ganesha of this machine; null: the one on its system bus.</summary>
    public IGaneshaBus? NearGanesha { get; init; }

    /// <summary>What the identity needs for this section and for all others that use it.</summary>
    public CephCaps Caps => Users?.CapsFor(Options) ?? Options.Caps;
}
