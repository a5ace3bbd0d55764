using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Tests.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>The reconciler of replicas under torture: whatever happens, in the end the replica is what the active one is.</summary>
public sealed class ReplicaTortureTests
{
    const int MostPoints = 200;
    const int MostFailures = 8;

    static readonly DummyFailure?[] Faults =
        [null, new(FailureKind.Lost, Count: 1), new(FailureKind.Unclear, Count: 2), new(FailureKind.Throw, Count: 1)];

    readonly List<string> failures = [];
    int runs;

    [Fact]
    public async Task A_replica_follows_whenever_processes_die()
    {
        await using var database = await OperationDatabase.Open();
        await ShareWorld.Prepare(database.Db);
        foreach (var fault in Faults.TakeWhile(_ => failures.Count < MostFailures))
        {
            var points = await AtEveryPoint(database.Db, new RuleTorture(Ordeal.Death, 0) { Fault = fault });
            await AtEveryPoint(database.Db, new RuleTorture(Ordeal.Sleep, 0) { Fault = fault });
            await AtEveryPoint(database.Db, new RuleTorture(Ordeal.Interruption, 0) { Fault = fault });
            if (fault is not null) continue;
            for (var first = 1; first <= points; first++)
            {
                for (var second = 1; second < MostPoints && await One(database.Db, new RuleTorture(Ordeal.Death, first, second) { Fault = fault }) == 2; second++)
                {
                    // The next pair.
                }
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {runs} runs:{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
        Assert.True(runs > 200, $"only {runs} runs");
    }

    async Task<int> AtEveryPoint(Db db, RuleTorture torture)
    {
        var points = 0;
        while (points < MostPoints && await One(db, torture with { Points = [points + 1] }) == 1) points++;
        if (points <= 5 && failures.Count == 0) failures.Add($"{torture}: only {points} points");
        return points;
    }

    async Task<int> One(Db db, RuleTorture torture)
    {
        runs++;
        var clock = new ManualClock();
        try
        {
            return await new ReplicaRun(await ShareWorld.Open(db, clock, ("large", 20), ("small", 10)), clock, torture).ToTheEnd();
        }
        catch (Exception e)
        {
            failures.Add($"{torture}: {e.Message}");
            return failures.Count >= MostFailures ? 0 : torture.Points.Count;
        }
    }
}
