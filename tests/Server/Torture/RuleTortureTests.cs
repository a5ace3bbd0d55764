using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>The access rule reconciler under torture: whatever happens, in the end the backend has what the rows say.</summary>
public sealed class RuleTortureTests
{
    static readonly DummyFailure?[] Faults =
    [
        null, new(FailureKind.Lost, Count: 1), new(FailureKind.Unclear, Count: 2), new(FailureKind.Throw, Count: 1), new(FailureKind.Refuse, Count: 1),
    ];

    [Fact]
    public async Task Rules_are_in_force_whenever_processes_die_and_whatever_their_owner_asks_meanwhile()
    {
        await using var database = await OperationDatabase.Open();
        await ShareWorld.Prepare(database.Db);
        var reconciler = new ReconcilerTorture(async (clock, torture) =>
        {
            var world = await ShareWorld.Open(database.Db, clock, ("small", 10));
            return await new RuleRun(world, clock, await world.Share(2, "small"), torture).ToTheEnd();
        });
        foreach (var fault in Faults.TakeWhile(_ => reconciler.GoesOn))
        {
            var death = new RuleTorture(Ordeal.Death, 0) { Fault = fault };
            var points = await reconciler.AtEveryPoint(death);
            await reconciler.AtEveryPoint(new RuleTorture(Ordeal.Sleep, 0) { Fault = fault });
            await reconciler.AtEveryPoint(new RuleTorture(Ordeal.Interruption, 0) { Fault = fault });
            await reconciler.AtEveryPoint(new RuleTorture(Ordeal.Interruption, 0) { Fault = fault, Dies = true });
            if (fault is null or { Kind: FailureKind.Lost }) await reconciler.AtEveryPair(death, points);
        }
        reconciler.MustHavePassed(moreThan: 500);
    }
}
