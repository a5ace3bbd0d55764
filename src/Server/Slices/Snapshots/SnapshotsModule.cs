using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Registers the slice of snapshots and of a share's way back to one.</summary>
public static class SnapshotsModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddSnapshots(this IServiceCollection services) => services
        .AddSingleton<MovingSnapshots>()
        .AddSingleton<IShareDependent, SnapshotsOfShare>()
        .AddSingleton<IShareSource, SnapshotsOfShare>()
        .AddSingleton<SnapshotWork>()
        .AddSingleton<SnapshotDrivers>()
        .AddSingleton<SnapshotClaims>()
        .AddSingleton<TakingSnapshots>()
        .AddSingleton<SnapshotRemoval>()
        .AddSingleton<ReplicaSnapshots>()
        .AddSingleton<FollowingReplicas>()
        .AddSingleton<IUnattended, UnattendedSnapshot>()
        .AddSingleton<RevertLedger>()
        .AddFlow<CreateSnapshotState, CreateSnapshotFlow>()
        .AddFlow<DeleteSnapshotState, DeleteSnapshotFlow>()
        .AddFlow<RevertShareState, RevertShareFlow>()
        .AddFlow<FirstRevertShareState, FirstRevertShareFlow>()
        .AddFlow<ManageSnapshotState, ManageSnapshotFlow>()
        .AddFlow<UnmanageSnapshotState, UnmanageSnapshotFlow>()
        .AddResource<Snapshot, SnapshotStore, SnapshotParts>(SnapshotEndpoints.All, SnapshotManagementEndpoints.All, SnapshotMetadataEndpoints.All);
}
