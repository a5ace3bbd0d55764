using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>
/// One run of the reconciler of replicas: the share has grown, one snapshot has been taken and another has gone since the replica was last
/// looked at.
/// </summary>
sealed class ReplicaRun(ShareWorld world, FakeTimeProvider clock, RuleTorture torture)
{
    const int MostTurns = 100;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    Share share = null!;
    Share replica = null!;
    Snapshot old = null!;
    Snapshot young = null!;

    /// <summary>Does it; answers how many points of the torture were reached.</summary>
    public async Task<int> ToTheEnd()
    {
        await Prepare();
        foreach (var method in (DummyMethod[])[DummyMethod.UpdateReplica, DummyMethod.DeleteSnapshot])
        {
            if (torture.Fault is { } fault) world.Backend.Fail(method, fault);
        }
        var reached = await LiveAndDie();
        await CheckEnd();
        return reached;
    }

    async Task Prepare()
    {
        var replicas = new ReplicaWorld(world);
        share = await replicas.Share(2);
        old = await world.Snapshot(share);
        replica = await replicas.Replica(share);
        await Work(new Life(world.Db, 1, Ordeal.Death, 0, null));
        young = await world.Snapshot(share);
        var spec = await world.Slices.Specs.Of(share, default);
        Assert.IsType<DriverResult.Done>(await world.Backend.Extend(spec, 3));
        Assert.IsType<DriverResult.Done>(await world.Backend.DeleteSnapshot(await world.Slices.Specs.Of(old, share, default)));
        await world.Db.Transaction(async tx =>
        {
            await world.Slices.ReplicaSnapshots.Add(tx, young.Id, replica.InstanceId, SnapshotStatus.Creating);
            await world.Slices.Growth.Charge(tx, share, 3, isNew: true);
            await world.Slices.Placement.Promise(tx, share.Id, 3, default);
            await world.Slices.Shares.Resize(tx, share.Id, 3);
            await world.Slices.ReplicaSnapshots.Follow(tx, old, SnapshotStatus.Deleting);
            await world.Slices.ReplicaSnapshots.SetStatus(tx, old, SnapshotStatus.Deleted);
            await Ask(tx);
        });
    }

    async Task<int> LiveAndDie()
    {
        var reached = 0;
        for (var number = 1; ; number++)
        {
            var fatal = number <= torture.Points.Count ? torture.Points[number - 1] : 0;
            var life = new Life(world.Db, number, torture.Ordeal, fatal, () => world.Db.Transaction(Ask));
            var work = Work(life);
            await await Task.WhenAny(work, life.Ended);
            if (fatal > 0 && life.Points.Count >= fatal) reached++;
            if (!life.Ended.IsCompleted) return reached;
            if (torture.Ordeal is not Ordeal.Sleep) continue;
            clock.Advance(Lease + TimeSpan.FromSeconds(1));
            await Work(new Life(world.Db, 2, Ordeal.Death, 0, null));
            await CheckEnd();
            life.Wake();
            await work;
            Assert.True(life.CallsAfterSleep == 0, "a worker that had lost its lease called the backend");
            await Work(new Life(world.Db, 3, Ordeal.Death, 0, null));
            return reached;
        }
    }

    /// <summary>As the worker does it, in one thread, until nothing is due for a while.</summary>
    async Task Work(Life life)
    {
        var slices = new Slices(life.Db, new TorturedDriver(world.Backend, life), clock, $"torture/{life.Number}");
        var store = slices.Reconciliations;
        var run = new ReconciliationRun(store, [slices.ReplicaReconciler, slices.RuleReconciler], new OperationsOptions { Chance = () => 0.5 }, NullLogger.Instance);
        if (life.Number % 2 == 0) await store.Leases.TakeFromTheDead(clock.GetUtcNow(), default);
        for (var turn = 0; !life.Woken; turn++)
        {
            Assert.True(turn < MostTurns, "it never ends");
            var until = clock.GetUtcNow() + Lease;
            if ((await store.Claim(Slices.Service, new LaneRoom(1, _ => 1, null), default)).Held is not [var row])
            {
                var due = await world.Db.Number($"SELECT MIN(due_at) FROM reconciliations");
                if (due == 0 || Moments.FromMicroseconds(due) > clock.GetUtcNow() + TimeSpan.FromMinutes(2)) return;
                clock.AdvanceTo(Moments.FromMicroseconds(due));
                continue;
            }
            using var lease = new Lease(until, clock, default);
            await run.Run(row, lease);
        }
    }

    async Task CheckEnd()
    {
        var now = (await world.Slices.Instances.Find(replica.InstanceId.Text))!;
        Assert.Equal((ShareStatus.Available, SyncState.InSync), (now.Status, now.ReplicaState));
        var held = world.Backend.Holds();
        Assert.Equal(3, held.Shares.Single(s => s.InstanceId == replica.InstanceId.Text).SizeGib);
        Assert.Null(await world.Slices.Snapshots.Find(old.Id.Text));
        var snapshot = Assert.Single(await world.Slices.ReplicaSnapshots.On(world.Slices.ReplicaSnapshots.Now, replica.InstanceId));
        Assert.Equal((young.Id, SnapshotStatus.Available), (snapshot.Id, snapshot.Status));
        Assert.Equal(2, held.Snapshots.Count);
        await new ShareLedgers(world).Check();
    }

    async Task Ask(Tx tx) =>
        await world.Slices.Reconciliations.Mark(tx, ReplicaWatch.Work, new ReconciledResource(replica.InstanceId.Text, replica.ProjectId), Slices.Service);
}
