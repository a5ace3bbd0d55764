using Abaca.DriverSdk;

namespace Abaca.Tests.Server.Torture;

/// <summary>A driver whose every call is a point of a tortured life. It has the abilities of the driver within.</summary>
public sealed class TorturedDriver(IShareDriver inner, Life life) : IShareDriver
{
    public IResizing? Resizing => inner.Resizing is { } a ? new TorturedResizing(a, life) : null;

    public ISnapshots? Snapshots => inner.Snapshots is { } a ? new TorturedSnapshots(a, life) : null;

    public ICloning? Cloning => inner.Cloning is { } a ? new TorturedCloning(a, life) : null;

    public IReverting? Reverting => inner.Reverting is { } a ? new TorturedReverting(a, life) : null;

    /// <summary>Whether the ability to keep groups is passed on.</summary>
    public bool KnowsGroups { get; init; } = true;

    public IGroups? Groups => KnowsGroups && inner.Groups is { } a ? new TorturedGroups(a, life) : null;

    public IReplication? Replication => inner.Replication is { } a ? new TorturedReplication(a, life) : null;

    public IInventory? Inventory => inner.Inventory;

    public IManaging? Managing => inner.Managing is { } a ? new TorturedManaging(a, life) : null;

    public IMigration? Migration => inner.Migration is { } a ? new TorturedMigration(a, life) : null;

    public Task<DriverResult> Start(CancellationToken ct = default) => inner.Start(ct);

    public Task<DriverResult<BackendReport>> Report(CancellationToken ct = default) => inner.Report(ct);

    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) => life.Call("create", () => inner.Create(share, ct));

    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) => life.Call("delete", () => inner.Delete(share, ct));

    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        life.Call("set access", () => inner.SetAccess(share, whole, ct));

    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        life.Call("read access", () => inner.ReadAccess(share, ct));

    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        life.Call("ensure", () => inner.Ensure(share, whole, ct));

    // The world outlives the process.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    sealed class TorturedResizing(IResizing inner, Life life) : IResizing
    {
        public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
            life.Call("extend", () => inner.Extend(share, sizeGib, ct));

        public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
            life.Call("shrink", () => inner.Shrink(share, sizeGib, ct));
    }

    sealed class TorturedSnapshots(ISnapshots inner, Life life) : ISnapshots
    {
        public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
            life.Call("create snapshot", () => inner.CreateSnapshot(snapshot, ct));

        public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
            life.Call("delete snapshot", () => inner.DeleteSnapshot(snapshot, ct));
    }

    sealed class TorturedCloning(ICloning inner, Life life) : ICloning
    {
        public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
            life.Call("create from snapshot", () => inner.CreateFromSnapshot(share, source, ct));

        public Task<DriverResult<int>> Progress(ShareSpec share, CancellationToken ct = default) =>
            life.Call("progress", () => inner.Progress(share, ct));
    }

    sealed class TorturedReplication(IReplication inner, Life life) : IReplication
    {
        public Task<DriverResult<ReplicaReport>> CreateReplica(ReplicaSet set, CancellationToken ct = default) =>
            life.Call("create replica", () => inner.CreateReplica(set, ct));

        public Task<DriverResult> DeleteReplica(ReplicaSet set, CancellationToken ct = default) =>
            life.Call("delete replica", () => inner.DeleteReplica(set, ct));

        public Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default) =>
            life.Call("update replica", () => inner.UpdateReplica(set, ct));

        public Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default) =>
            life.Call("promote replica", () => inner.PromoteReplica(set, ct));
    }

    sealed class TorturedGroups(IGroups inner, Life life) : IGroups
    {
        public Task<DriverResult> CreateGroup(GroupSpec group, CancellationToken ct = default) => life.Call("create group", () => inner.CreateGroup(group, ct));

        public Task<DriverResult> DeleteGroup(GroupSpec group, CancellationToken ct = default) => life.Call("delete group", () => inner.DeleteGroup(group, ct));

        public Task<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> CreateGroupSnapshot(
            GroupSnapshotSpec snapshot, CancellationToken ct = default) => life.Call("create group snapshot", () => inner.CreateGroupSnapshot(snapshot, ct));

        public Task<DriverResult> DeleteGroupSnapshot(GroupSnapshotSpec snapshot, CancellationToken ct = default) =>
            life.Call("delete group snapshot", () => inner.DeleteGroupSnapshot(snapshot, ct));
    }

    sealed class TorturedManaging(IManaging inner, Life life) : IManaging
    {
        public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
            life.Call("find", () => inner.Find(share, existing, ct));

        public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
            life.Call("find snapshot", () => inner.FindSnapshot(snapshot, existing, ct));

        public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
            life.Call("manage", () => inner.Manage(share, existing, ct));

        public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) =>
            life.Call("unmanage", () => inner.Unmanage(share, ct));

        public Task<DriverResult> GiveBack(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
            life.Call("give back", () => inner.GiveBack(share, existing, ct));

        public Task<DriverResult> GiveBackSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
            life.Call("give back snapshot", () => inner.GiveBackSnapshot(snapshot, existing, ct));

        public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
            life.Call("manage snapshot", () => inner.ManageSnapshot(snapshot, existing, ct));

        public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
            life.Call("unmanage snapshot", () => inner.UnmanageSnapshot(snapshot, ct));
    }

    sealed class TorturedMigration(IMigration inner, Life life) : IMigration
    {
        public Task<DriverResult<MigrationAbilities>> CheckMigration(Migration migration, CancellationToken ct = default) =>
            life.Call("check migration", () => inner.CheckMigration(migration, ct));

        public Task<DriverResult> StartMigration(Migration migration, CancellationToken ct = default) =>
            life.Call("start migration", () => inner.StartMigration(migration, ct));

        public Task<DriverResult<int>> ContinueMigration(Migration migration, CancellationToken ct = default) =>
            life.Call("continue migration", () => inner.ContinueMigration(migration, ct));

        public Task<DriverResult<MigratedShare>> CompleteMigration(Migration migration, CancellationToken ct = default) =>
            life.Call("complete migration", () => inner.CompleteMigration(migration, ct));

        public Task<DriverResult> CancelMigration(Migration migration, CancellationToken ct = default) =>
            life.Call("cancel migration", () => inner.CancelMigration(migration, ct));
    }

    sealed class TorturedReverting(IReverting inner, Life life) : IReverting
    {
        public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) =>
            life.Call("revert", () => inner.Revert(share, snapshot, revertId, ct));
    }
}
