using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Snapshots;

namespace Abaca.Tests.Server.Torture;

/// <summary>Every situation in which a flow of the server is tortured.</summary>
static class FlowCases
{
    public static IReadOnlyList<TortureCase> All =>
    [
        new FlowCase("share.create", "plain", CreatePlain, Effort.Whole),
        new FlowCase("share.create", "deleted by force in the middle", CreateAndDelete),
        new FlowCase("share.create", "from a snapshot that takes its time", CreateFromSnapshot),
        new FlowCase("share.create", "the first pool refuses", CreateElsewhere),
        new FlowCase("share.create", "every pool refuses", CreateNowhere, Effort.OwnFaults),
        new FlowCase("share.create", "no pool has room", CreateTooLarge, Effort.OwnFaults),
        new FlowCase("share.delete", "plain", (db, clock) => Delete(db, clock, force: false, willing: true)),
        new FlowCase("share.delete", "by force", (db, clock) => Delete(db, clock, force: true, willing: true), Effort.OwnFaults),
        new FlowCase("share.delete", "refused", (db, clock) => Delete(db, clock, force: false, willing: false), Effort.OwnFaults),
        new FlowCase("share.delete", "by force, refused", (db, clock) => Delete(db, clock, force: true, willing: false), Effort.OwnFaults),
        new FlowCase("share.extend", "plain", (db, clock) => Extend(db, clock, 5)),
        new FlowCase("share.extend", "no room", (db, clock) => Extend(db, clock, 50, hasRoom: false), Effort.OwnFaults),
        new FlowCase("share.extend", "refused", (db, clock) => Extend(db, clock, 5, willing: false), Effort.OwnFaults),
        new FlowCase("share.shrink", "plain", (db, clock) => Shrink(db, clock, fits: true)),
        new FlowCase("share.shrink", "below what is used", (db, clock) => Shrink(db, clock, fits: false), Effort.OwnFaults),
        new FlowCase("share.revert", "to a smaller size", (db, clock) => Revert(db, clock, 4, 2)) { Version = 2 },
        new FlowCase("share.revert", "to a larger size", (db, clock) => Revert(db, clock, 2, 4)) { Version = 2 },
        new FlowCase("share.revert", "refused", (db, clock) => Revert(db, clock, 2, 4, willing: false), Effort.OwnFaults) { Version = 2 },
        new FlowCase("share.revert", "begun by the first release", FirstRevert),
        new FlowCase("share.manage", "plain", (db, clock) => Manage(db, clock, "old")),
        new FlowCase("share.manage", "with a new size", (db, clock) => Manage(db, clock, "old", sizeGib: 4), Effort.OwnFaults),
        new FlowCase("share.manage", "not there", (db, clock) => Manage(db, clock, "older", willing: false), Effort.OwnFaults),
        new FlowCase("share.manage", "larger than a share may be", (db, clock) => Manage(db, clock, "huge", willing: false)),
        new FlowCase("share.unmanage", "plain", (db, clock) => Unmanage(db, clock, willing: true)),
        new FlowCase("share.unmanage", "refused", (db, clock) => Unmanage(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("snapshot.manage", "plain", (db, clock) => ManageSnapshot(db, clock, willing: true)),
        new FlowCase("snapshot.manage", "refused", (db, clock) => ManageSnapshot(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("snapshot.unmanage", "plain", (db, clock) => UnmanageSnapshot(db, clock, willing: true)),
        new FlowCase("snapshot.unmanage", "refused", (db, clock) => UnmanageSnapshot(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("snapshot.create", "plain", (db, clock) => TakeSnapshot(db, clock, willing: true)),
        new FlowCase("snapshot.create", "refused", (db, clock) => TakeSnapshot(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("snapshot.delete", "plain", (db, clock) => DropSnapshot(db, clock, force: false, willing: true)),
        new FlowCase("snapshot.delete", "refused", (db, clock) => DropSnapshot(db, clock, force: false, willing: false), Effort.OwnFaults),
        new FlowCase("reconcile.remove", "plain", (db, clock) => RemoveObject(db, clock, Meanwhile.Nothing)),
        new FlowCase("reconcile.remove", "it got a row", (db, clock) => RemoveObject(db, clock, Meanwhile.Row)),
        new FlowCase("reconcile.remove", "its mark has changed", (db, clock) => RemoveObject(db, clock, Meanwhile.Mark)),
        new FlowCase("reconcile.remove", "another object is in its place", (db, clock) => RemoveObject(db, clock, Meanwhile.Object)),
        new FlowCase("reconcile.adopt_share", "plain", (db, clock) => AdoptShare(db, clock, Meanwhile.Nothing)),
        new FlowCase("reconcile.adopt_share", "its mark has changed", (db, clock) => AdoptShare(db, clock, Meanwhile.Mark), Effort.OwnFaults),
        new FlowCase("reconcile.adopt_share", "another object is in its place", (db, clock) => AdoptShare(db, clock, Meanwhile.Object), Effort.OwnFaults),
        new FlowCase("reconcile.adopt_snapshot", "plain", (db, clock) => AdoptSnapshot(db, clock, Meanwhile.Nothing)),
        new FlowCase("reconcile.adopt_snapshot", "its mark has changed", (db, clock) => AdoptSnapshot(db, clock, Meanwhile.Mark), Effort.OwnFaults),
        new FlowCase("reconcile.export", "plain", (db, clock) => ExportShare(db, clock, willing: true)),
        new FlowCase("reconcile.export", "refused", (db, clock) => ExportShare(db, clock, willing: false)),
        new FlowCase("snapshot.delete", "by force, refused", (db, clock) => DropSnapshot(db, clock, force: true, willing: false), Effort.OwnFaults),
    ];

    static async Task<FlowSubject> CreatePlain(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        return new CreateShareSubject(world, world.Planned(2), "large");
    }

    static async Task<FlowSubject> CreateAndDelete(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        await world.Occupy("large", 20);
        return new CreateShareSubject(world, world.Planned(2), "small") { IsDeletedByForce = true };
    }

    static async Task<FlowSubject> CreateFromSnapshot(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        var snapshot = await world.Snapshot(await world.Share(2, "small"));
        return new CreateShareSubject(world, world.Planned(3) with { SnapshotId = snapshot.Id.Text }, "small");
    }

    static async Task<FlowSubject> CreateElsewhere(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        await world.Occupy("large", 20);
        return new CreateShareSubject(world, world.Planned(2), "small");
    }

    static async Task<FlowSubject> CreateNowhere(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        await world.Occupy("large", 20);
        await world.Occupy("small", 10);
        return new CreateShareSubject(world, world.Planned(2), null);
    }

    static async Task<FlowSubject> CreateTooLarge(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        return new CreateShareSubject(world, world.Planned(50), null);
    }

    static async Task<FlowSubject> Delete(Db db, TimeProvider clock, bool force, bool willing)
    {
        var world = await TwoPools(db, clock);
        return new DeleteShareSubject(world, await world.Share(2, "small"), force, willing);
    }

    static async Task<FlowSubject> Extend(Db db, TimeProvider clock, int size, bool hasRoom = true, bool willing = true)
    {
        var world = await TwoPools(db, clock);
        return new ExtendShareSubject(world, await world.Share(2, "small"), size, hasRoom, willing);
    }

    static async Task<FlowSubject> Shrink(Db db, TimeProvider clock, bool fits)
    {
        var world = await TwoPools(db, clock);
        return new ShrinkShareSubject(world, await world.Share(4, "small"), 2, fits);
    }

    static async Task<FlowSubject> Revert(Db db, TimeProvider clock, int size, int then, bool willing = true)
    {
        var world = await TwoPools(db, clock);
        var (share, snapshot) = await world.ResizedSinceSnapshot(size, then, "small");
        return new RevertShareSubject(world, share, snapshot, willing);
    }

    static async Task<FlowSubject> FirstRevert(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        var (share, snapshot) = await world.ResizedSinceSnapshot(2, 4, "small");
        return new FirstRevertShareSubject(world, share, snapshot);
    }

    static async Task<FlowSubject> TakeSnapshot(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        return new CreateSnapshotSubject(world, await world.Share(2, "small"), willing);
    }

    static async Task<FlowSubject> DropSnapshot(Db db, TimeProvider clock, bool force, bool willing)
    {
        var world = await TwoPools(db, clock);
        var share = await world.Share(2, "small");
        return new DeleteSnapshotSubject(world, share, await world.Snapshot(share), force, willing);
    }

    static async Task<FlowSubject> Manage(Db db, TimeProvider clock, string name, int? sizeGib = null, bool willing = true)
    {
        var world = await TwoPools(db, clock);
        world.Backend.Lay("old", "small", 3);
        world.Backend.Lay("huge", "small", 6);
        await world.Report();
        await db.Transaction(tx => tx.Execute(
            $"INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit) VALUES ({ShareWorld.Project}, {"project"}, {""}, {"per_share_gigabytes"}, {5})"));
        return new ManageShareSubject(world, name, sizeGib, sizeGib ?? 3, willing);
    }

    static async Task<FlowSubject> Unmanage(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        return new UnmanageShareSubject(world, await world.Share(2, "small"), willing);
    }

    static async Task<FlowSubject> ManageSnapshot(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        var share = await world.Share(2, "small");
        world.Backend.LaySnapshot("old", share.InstanceId.Text);
        return new ManageSnapshotSubject(world, share, "old", willing);
    }

    static async Task<FlowSubject> UnmanageSnapshot(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        var share = await world.Share(2, "small");
        return new UnmanageSnapshotSubject(world, await world.Snapshot(share), share, willing);
    }

    static async Task<TortureSubject> RemoveObject(Db db, TimeProvider clock, Meanwhile meanwhile)
    {
        var world = await TwoPools(db, clock);
        var orphan = world.Planned(2) with { Host = $"{Slices.Service}#small", AvailabilityZone = ShareWorld.Zone, Status = Abaca.Server.Shares.ShareStatus.Available };
        await world.Backend.Create(await world.Slices.Specs.Of(orphan, default));
        return new RemoveObjectSubject(world, orphan, meanwhile);
    }

    static async Task<TortureSubject> AdoptShare(Db db, TimeProvider clock, Meanwhile meanwhile)
    {
        var world = await TwoPools(db, clock);
        var orphan = world.Planned(2) with { Host = $"{Slices.Service}#small", AvailabilityZone = ShareWorld.Zone };
        var spec = await world.Slices.Specs.Of(orphan, default);
        await world.Backend.Create(spec);
        await world.Backend.SetAccess(spec, [new AccessRule("r", AccessType.Ip, "10.0.0.1", AccessLevel.Rw)]);
        await world.Report();
        return new AdoptShareSubject(world, orphan, meanwhile);
    }

    static async Task<TortureSubject> AdoptSnapshot(Db db, TimeProvider clock, Meanwhile meanwhile)
    {
        var world = await TwoPools(db, clock);
        var share = await world.Share(2, "small");
        var orphan = world.PlannedSnapshot(share);
        await world.Backend.CreateSnapshot(await world.Slices.Specs.Of(orphan, share, default));
        return new AdoptSnapshotSubject(world, orphan, meanwhile);
    }

    static async Task<TortureSubject> ExportShare(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        var share = await world.Share(2, "small");
        await world.Backend.Extend(await world.Slices.Specs.Of(share, default), 4);
        return new ExportShareSubject(world, share, willing);
    }

    static Task<ShareWorld> TwoPools(Db db, TimeProvider clock) => ShareWorld.Open(db, clock, ("large", 20), ("small", 10));
}
