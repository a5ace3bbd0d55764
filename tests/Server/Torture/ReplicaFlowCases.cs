using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Tests.Server.Torture;

/// <summary>Every situation in which a flow of replicas is tortured, and flows of shares that have replicas.</summary>
static class ReplicaFlowCases
{
    public static IReadOnlyList<TortureCase> All =>
    [
        new FlowCase("replica.create", "plain", (db, clock) => Create(db, clock, willing: true)),
        new FlowCase("replica.create", "refused", (db, clock) => Create(db, clock, willing: false), Effort.OwnFaults),
        new FlowCase("replica.delete", "plain", (db, clock) => Delete(db, clock, force: false, willing: true)),
        new FlowCase("replica.delete", "refused", (db, clock) => Delete(db, clock, force: false, willing: false), Effort.OwnFaults),
        new FlowCase("replica.delete", "by force, refused", (db, clock) => Delete(db, clock, force: true, willing: false), Effort.OwnFaults),
        new FlowCase("replica.promote", "plain", (db, clock) => Promote(db, clock, willing: true)),
        new FlowCase("share.extend", "with a replica", async (db, clock) =>
        {
            var (world, share, replica) = await Replicated(db, clock);
            return new ExtendReplicatedSubject(world, share, replica, 5);
        }),
        new FlowCase("snapshot.create", "with a replica", async (db, clock) =>
        {
            var (world, share, replica) = await Replicated(db, clock);
            return new CreateReplicatedSnapshotSubject(world, share, replica);
        }),
        new FlowCase("snapshot.delete", "with a replica", async (db, clock) =>
        {
            var world = await TwoPools(db, clock);
            var replicas = new ReplicaWorld(world);
            var share = await replicas.Share(2);
            var snapshot = await world.Snapshot(share);
            return new DeleteReplicatedSnapshotSubject(world, share, await replicas.Replica(share), snapshot);
        }),
        new FlowCase("replica.promote", "refused", (db, clock) => Promote(db, clock, willing: false), Effort.OwnFaults),
    ];

    static async Task<FlowSubject> Create(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        var share = await new ReplicaWorld(world).Share(2);
        await world.Snapshot(share);
        return new CreateReplicaSubject(world, share, willing);
    }

    static async Task<FlowSubject> Delete(Db db, TimeProvider clock, bool force, bool willing)
    {
        var world = await TwoPools(db, clock);
        var replicas = new ReplicaWorld(world);
        var share = await replicas.Share(2);
        await world.Snapshot(share);
        return new DeleteReplicaSubject(world, await replicas.Replica(share), force, willing);
    }

    static async Task<FlowSubject> Promote(Db db, TimeProvider clock, bool willing)
    {
        var world = await TwoPools(db, clock);
        var replicas = new ReplicaWorld(world);
        var share = await replicas.Share(2);
        await world.Snapshot(share);
        return new PromoteReplicaSubject(world, share, await replicas.Replica(share), willing);
    }

    static async Task<(ShareWorld World, Share Share, Share Replica)> Replicated(Db db, TimeProvider clock)
    {
        var world = await TwoPools(db, clock);
        var replicas = new ReplicaWorld(world);
        var share = await replicas.Share(2);
        return (world, share, await replicas.Replica(share));
    }

    static Task<ShareWorld> TwoPools(Db db, TimeProvider clock) => ShareWorld.Open(db, clock, ("large", 20), ("small", 10));
}
