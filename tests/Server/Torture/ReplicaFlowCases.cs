using Abaca.Server.Data;

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

    static Task<ShareWorld> TwoPools(Db db, TimeProvider clock) => ShareWorld.Open(db, clock, ("large", 20), ("small", 10));
}
