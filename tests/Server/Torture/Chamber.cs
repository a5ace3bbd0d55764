using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Tests.Server.Operations;

namespace Abaca.Tests.Server.Torture;

/// <summary>What the torture of one case found.</summary>
/// <param name="Runs">Operations that were run.</param>
/// <param name="Deaths">Processes that died.</param>
/// <param name="Seed">What chance was seeded with.</param>
/// <param name="Failures">Runs that broke a promise, in words; at most <see cref="Chamber.MostFailures"/> are collected.</param>
sealed record TortureReport(int Runs, int Deaths, int Seed, IReadOnlyList<string> Failures);

/// <summary>
/// The torture chamber: runs a case's flow again and again, with a process that dies at every point, twice over; with every fault at
/// every step, each with a death at every point; with a cancel at every point; and with a worker that sleeps at every point until it
/// has lost its lease. After each run the case's own check must hold, and the operation must have ended exactly once.
/// </summary>
sealed class Chamber(TortureCase @case, Func<EngineParts, OperationStore>? store = null)
{
    /// <summary>After so many failures the rest is not interesting.</summary>
    internal const int MostFailures = 5;

    /// <summary>No flow has more points than this; a run that passes more goes in circles.</summary>
    const int MostPoints = 400;

    static readonly Plan Calm = new(Fault.None);

    /// <summary>Pairs of deaths that are tried with one plan when not all of them are.</summary>
    const int SomePairs = 40;

    readonly List<string> failures = [];
    readonly int seed = int.TryParse(Environment.GetEnvironmentVariable("ABACA_TORTURE_SEED"), out var wanted) ? wanted : Environment.TickCount;
    int runs;
    int deaths;

    /// <summary>Does all of it.</summary>
    public async Task<TortureReport> Run()
    {
        await using var database = await OperationDatabase.Open();
        await @case.Prepare(database.Db);
        var steps = await StepsOfFlow(database.Db);
        var harshest = new Plan(Fault.Refusal, steps - 1, AfterEffect: true) { Twice = true, UnclearUndo = true };
        foreach (var plan in Plan.For(steps).Where(p => @case.Effort is not Effort.OwnFaults || p.Fault is Fault.None))
        {
            await One(database.Db, plan);
            await DieAtEveryPoint(database.Db, plan, twice: plan == Calm || plan == harshest || plan == new Plan(Fault.Refusal, steps - 1));
            if (plan is { Fault: Fault.None or Fault.Refusal, Twice: false })
            {
                await AtEveryPoint(database.Db, plan, Ordeal.Sleep);
                await AtEveryPoint(database.Db, plan, Ordeal.Interruption);
                await AtEveryPoint(database.Db, plan, Ordeal.LockedDatabase);
                await AtEveryPoint(database.Db, plan, Ordeal.Abandonment);
            }
        }
        foreach (var plan in Plan.Sticking(steps))
        {
            await One(database.Db, plan);
            await DieAtEveryPoint(database.Db, plan, twice: false);
        }
        return new TortureReport(runs, deaths, seed, failures);
    }

    async Task<int> StepsOfFlow(Db db)
    {
        var subject = await @case.Make(db, StandingClock.New());
        var flow = subject.Flows(new Life(db, 1, Ordeal.Death, 0, null)).Find(@case.Flow, @case.Version);
        return flow?.Steps.Count ?? throw new InvalidOperationException($"The case for {@case} does not register that flow.");
    }

    async Task DieAtEveryPoint(Db db, Plan plan, bool twice)
    {
        var points = 0;
        while (points < MostPoints && failures.Count < MostFailures && await One(db, plan, Ordeal.Death, points + 1)) points++;
        if (!twice) return;
        if (@case.Effort is Effort.Whole) await DieAtEveryPair(db, plan, points);
        else await DieAtSomePairs(db, plan, points);
    }

    async Task DieAtEveryPair(Db db, Plan plan, int points)
    {
        for (var first = 1; first <= points; first++)
        {
            for (var second = 1; second < MostPoints; second++)
            {
                if (failures.Count >= MostFailures || !await One(db, plan, Ordeal.Death, first, second)) break;
            }
        }
    }

    async Task DieAtSomePairs(Db db, Plan plan, int points)
    {
        var chance = new Random(seed);
        for (var i = 0; points > 0 && i < SomePairs && failures.Count < MostFailures; i++)
        {
            await One(db, plan, Ordeal.Death, chance.Next(points) + 1, chance.Next(points) + 1);
        }
    }

    async Task AtEveryPoint(Db db, Plan plan, Ordeal ordeal)
    {
        for (var point = 1; point < MostPoints; point++)
        {
            if (failures.Count >= MostFailures || !await One(db, plan, ordeal, point)) return;
        }
    }

    /// <summary>One run; answers whether every fatal point was reached.</summary>
    async Task<bool> One(Db db, Plan plan, Ordeal ordeal = Ordeal.Death, params int[] fatal)
    {
        runs++;
        var run = new TortureRun(@case, db, plan, ordeal, fatal, store ?? (parts => new OperationStore(parts.Db, parts.Leases, parts.Signals, parts.Time, parts.Ends)), runs);
        try
        {
            var reached = await run.ToTheEnd();
            deaths += ordeal is Ordeal.Death ? Math.Min(reached, fatal.Length) : 0;
            return fatal.Length > 0 && reached >= fatal.Length;
        }
        catch (Exception e)
        {
            failures.Add($"{plan}, {ordeal} at {string.Join(" and ", fatal)} ({run.Where}): {e.Message}{Environment.NewLine}{await run.Timeline()}");
            return fatal.Length > 0;
        }
        finally
        {
            await db.Transaction(tx => tx.Execute($"DELETE FROM operations WHERE open_key IS NOT NULL"));
        }
    }
}
