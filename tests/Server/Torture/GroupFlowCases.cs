using Abaca.Drivers.Dummy;
using Abaca.Server.Data;

namespace Abaca.Tests.Server.Torture;

/// <summary>Every situation in which a flow of share groups is tortured.</summary>
static class GroupFlowCases
{
    public static IReadOnlyList<TortureCase> All =>
    [
        new FlowCase("group.create", "plain", (db, clock) => Create(db, clock, null)),
        new FlowCase("group.create", "refused", (db, clock) => Create(db, clock, DummyMethod.CreateGroup), Effort.OwnFaults),
        new FlowCase("group.create", "from a group snapshot that takes its time", (db, clock) => CreateFromSnapshot(db, clock, null)),
        new FlowCase("group.create", "from a group snapshot, refused", (db, clock) => CreateFromSnapshot(db, clock, DummyMethod.CreateFromSnapshot), Effort.OwnFaults),
        new FlowCase("group.create", "from a group snapshot, no room", CreateWithoutRoom, Effort.OwnFaults),
        new FlowCase("group.delete", "plain", (db, clock) => Delete(db, clock, force: false, willing: true)),
        new FlowCase("group.delete", "refused", (db, clock) => Delete(db, clock, force: false, willing: false), Effort.OwnFaults),
        new FlowCase("group.delete", "by force, refused", (db, clock) => Delete(db, clock, force: true, willing: false), Effort.OwnFaults),
        new FlowCase("group_snapshot.create", "together", (db, clock) => TakeSnapshot(db, clock, together: true, null)),
        new FlowCase("group_snapshot.create", "together, refused", (db, clock) => TakeSnapshot(db, clock, true, DummyMethod.CreateGroupSnapshot), Effort.OwnFaults),
        new FlowCase("group_snapshot.create", "one by one", (db, clock) => TakeSnapshot(db, clock, together: false, null)),
        new FlowCase("group_snapshot.create", "one by one, refused", (db, clock) => TakeSnapshot(db, clock, false, DummyMethod.CreateSnapshot), Effort.OwnFaults),
        new FlowCase("group_snapshot.delete", "together", (db, clock) => DropSnapshot(db, clock, together: true, (false, true))),
        new FlowCase("group_snapshot.delete", "together, refused", (db, clock) => DropSnapshot(db, clock, together: true, (false, false)), Effort.OwnFaults),
        new FlowCase("group_snapshot.delete", "one by one", (db, clock) => DropSnapshot(db, clock, together: false, (false, true))),
        new FlowCase("group_snapshot.delete", "by force, refused", (db, clock) => DropSnapshot(db, clock, together: true, (true, false)), Effort.OwnFaults),
    ];

    static async Task<FlowSubject> Create(Db db, TimeProvider clock, DummyMethod? unwilling) =>
        new CreateGroupSubject(await TwoPools(db, clock), null, unwilling is null) { Unwilling = unwilling };

    static async Task<FlowSubject> CreateFromSnapshot(Db db, TimeProvider clock, DummyMethod? unwilling)
    {
        var world = await TwoPools(db, clock);
        var groups = new GroupWorld(world);
        var snapshot = await groups.Snapshot(await groups.Group("small", 2));
        return new CreateGroupSubject(world, snapshot, unwilling is null) { Unwilling = unwilling };
    }

    // The pool has room for one of the two shares.
    static async Task<FlowSubject> CreateWithoutRoom(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        var groups = new GroupWorld(world);
        var snapshot = await groups.Snapshot(await groups.Group("small", 2));
        await world.Share(7, "small");
        return new CreateGroupSubject(world, snapshot, fits: false);
    }

    static async Task<FlowSubject> Delete(Db db, TimeProvider clock, bool force, bool willing)
    {
        var world = await TwoPools(db, clock);
        return new DeleteGroupSubject(world, await new GroupWorld(world).Group("small", 0), force, willing);
    }

    static async Task<FlowSubject> TakeSnapshot(Db db, TimeProvider clock, bool together, DummyMethod? unwilling)
    {
        var world = await TwoPools(db, clock);
        return await new CreateGroupSnapshotSubject(world, await new GroupWorld(world).Group("small", 2), together, unwilling).Prepared();
    }

    static async Task<FlowSubject> DropSnapshot(Db db, TimeProvider clock, bool together, (bool Force, bool Willing) ends)
    {
        var world = await TwoPools(db, clock);
        var groups = new GroupWorld(world);
        var group = await groups.Group("small", 2);
        return new DeleteGroupSnapshotSubject(world, group, await groups.Snapshot(group), together, ends);
    }

    static Task<ShareWorld> TwoPools(Db db, TimeProvider clock) => ShareWorld.Open(db, clock, ("large", 20), ("small", 10));
}
