using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>The reconciler of replicas under torture: whatever happens, in the end the replica is what the active one is.</summary>
public sealed class ReplicaTortureTests
{
    static readonly DummyFailure?[] Faults =
        [null, new(FailureKind.Lost, Count: 1), new(FailureKind.Unclear, Count: 2), new(FailureKind.Throw, Count: 1)];

    [Fact]
    public async Task A_replica_follows_whenever_processes_die()
    {
        await using var database = await OperationDatabase.Open();
        await ShareWorld.Prepare(database.Db);
        var reconciler = new ReconcilerTorture(async (clock, torture) =>
            await new ReplicaRun(await ShareWorld.Open(database.Db, clock, ("large", 20), ("small", 10)), clock, torture).ToTheEnd());
        foreach (var fault in Faults.TakeWhile(_ => reconciler.GoesOn))
        {
            var death = new RuleTorture(Ordeal.Death, 0) { Fault = fault };
            var points = await reconciler.AtEveryPoint(death);
            await reconciler.AtEveryPoint(new RuleTorture(Ordeal.Sleep, 0) { Fault = fault });
            await reconciler.AtEveryPoint(new RuleTorture(Ordeal.Interruption, 0) { Fault = fault });
            if (fault is null) await reconciler.AtEveryPair(death, points);
        }
        reconciler.MustHavePassed(moreThan: 200);
    }
}
