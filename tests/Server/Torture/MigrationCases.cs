using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Tests.Server.Torture;

/// <summary>Every situation in which the flows that move shares are tortured.</summary>
static class MigrationCases
{
    public static IReadOnlyList<TortureCase> All =>
    [
        new FlowCase("share.migrate", "plain", (db, clock) => Start(db, clock)),
        new FlowCase("share.migrate", "with a snapshot, to another type", (db, clock) => Start(db, clock, ShareWorld.OtherType.Id, withSnapshot: true), Effort.OwnFaults),
        new FlowCase("share.migrate", "no room", (db, clock) => Start(db, clock, ShareWorld.OtherType.Id, size: 6, largeGib: 5), Effort.OwnFaults),
        new FlowCase("share.migrate", "the driver cannot", (db, clock) => Start(db, clock, unwilling: DummyMethod.CheckMigration), Effort.OwnFaults),
        new FlowCase("share.migrate", "the driver refuses", (db, clock) => Start(db, clock, withSnapshot: true, unwilling: DummyMethod.StartMigration), Effort.OwnFaults),
        new FlowCase("share.migrate.copy", "plain", (db, clock) => Watch(db, clock, cancelled: false)),
        new FlowCase("share.migrate.copy", "cancelled in the middle", (db, clock) => Watch(db, clock, cancelled: true), Effort.OwnFaults),
        new FlowCase("share.migrate.complete", "plain", (db, clock) => Complete(db, clock)),
        new FlowCase("share.migrate.complete", "to another type", (db, clock) => Complete(db, clock, ShareWorld.OtherType.Id)),
        new FlowCase("share.migrate.complete", "refused", (db, clock) => Complete(db, clock, ShareWorld.OtherType.Id, willing: false), Effort.OwnFaults),
        new FlowCase("share.migrate.cancel", "plain", (db, clock) => Cancel(db, clock, willing: true)),
        new FlowCase("share.migrate.cancel", "refused", (db, clock) => Cancel(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("share_instance.delete", "plain", (db, clock) => Remove(db, clock, willing: true)),
        new FlowCase("share_instance.delete", "refused", (db, clock) => Remove(db, clock, willing: false), Effort.OwnFaults),
    ];

    static async Task<FlowSubject> Start(
        Db db, TimeProvider clock, string? typeId = null, int size = 2, int largeGib = 20, bool withSnapshot = false, DummyMethod? unwilling = null)
    {
        var world = await ShareWorld.Open(db, clock, ("large", largeGib), ("small", 10));
        world.Backend.MigrationTime = TimeSpan.FromSeconds(0.6);
        var share = await world.Share(size, "small");
        if (withSnapshot) await world.Snapshot(share);
        return new StartMigrationSubject(world, share, typeId, size <= largeGib, unwilling);
    }

    static async Task<FlowSubject> Watch(Db db, TimeProvider clock, bool cancelled)
    {
        var (world, share, _) = await Begun(db, clock, copyTime: TimeSpan.FromSeconds(0.6));
        return new WatchMigrationSubject(world, share) { IsCancelled = cancelled };
    }

    static async Task<FlowSubject> Complete(Db db, TimeProvider clock, string? typeId = null, bool willing = true)
    {
        var (world, share, snapshot) = await Begun(db, clock, typeId: typeId);
        return new CompleteMigrationSubject(world, share, snapshot, typeId, willing);
    }

    static async Task<FlowSubject> Cancel(Db db, TimeProvider clock, bool willing)
    {
        var (world, share, _) = await Begun(db, clock, typeId: ShareWorld.OtherType.Id);
        return new CancelMigrationSubject(world, share, willing);
    }

    static async Task<FlowSubject> Remove(Db db, TimeProvider clock, bool willing)
    {
        var (world, share, _) = await Begun(db, clock);
        await MovingSubject.Through(world, share, world.Slices.Flow<CompleteMigrationFlow>(), new CompleteMigrationState(share.Id.Text));
        return new RemoveInstanceSubject(world, share, willing);
    }

    static async Task<(ShareWorld World, Share Share, Snapshot Snapshot)> Begun(
        Db db, TimeProvider clock, TimeSpan copyTime = default, string? typeId = null)
    {
        var world = await ShareWorld.Open(db, clock, ("large", 20), ("small", 10));
        world.Backend.MigrationTime = copyTime;
        var share = await world.Share(2, "small");
        var snapshot = await world.Snapshot(share);
        await MovingSubject.Begun(world, share, "large", typeId);
        return (world, share, snapshot);
    }
}
