using System.Diagnostics;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Tests.Server.Torture;
using Xunit;
using static Abaca.Tests.Server.Operations.ScriptedFlow;

namespace Abaca.Tests.Server.Operations;

/// <summary>What an operation costs: commits, and the look for due work however much is on record.</summary>
public sealed class OperationCostTests
{
    const int AtOnce = 16;

    static ScriptedFlow TwoSteps() => new(null, Decide("choose", s => Go(s, "host")), Act("make", s => Go(s)));

    static Task<string> Start(Db db, Engine engine, string key) => db.Transaction(
        tx => engine.Operations.Start(tx, new Script(key), new OperationSubject("SHARE", key, "p", "req", key), "chooser"));

    [Fact]
    public async Task A_decision_and_an_act_cost_three_commits()
    {
        await using var database = await OperationDatabase.Open();
        // Points of a life that never ends are a count of its commits.
        var life = new Life(database.Db, 1, Ordeal.Death, 0, null);
        await using var engine = new Engine(life.Db, options: new OperationsOptions { Scan = TimeSpan.FromHours(1), Lease = TimeSpan.FromHours(1) });
        engine.Flows.Add(TwoSteps());
        await engine.Start("chooser", "host");
        await Eventually.True(async () => await database.Db.Number($"SELECT COUNT(*) FROM periodic_jobs") == 1, () => "the purge is not known");
        await engine.Ended(await Start(life.Db, engine, "warm"));
        var before = life.Points.Count(p => p == "before commit");

        await engine.Ended(await Start(life.Db, engine, "k"));

        Assert.Equal(3, life.Points.Count(p => p == "before commit") - before);
    }

    [Fact]
    public async Task Sixteen_at_once_on_a_durable_database()
    {
        await using var database = await OperationDatabase.Open(durable: true);
        await using var engine = new Engine(database.Db, options: new OperationsOptions());
        var flow = TwoSteps();
        engine.Flows.Add(flow);
        await engine.Start("chooser", "host");
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i => await engine.Ended(await Start(database.Db, engine, $"warm{i}"))));

        var total = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async client =>
        {
            var mine = new List<double>();
            for (var i = 0; i < 60; i++)
            {
                var one = Stopwatch.StartNew();
                var id = await Start(database.Db, engine, $"{client}-{i}");
                while (await database.Db.Number($"SELECT COUNT(*) FROM operations WHERE id = {id} AND finished_at IS NOT NULL") == 0) await Task.Delay(1);
                mine.Add(one.Elapsed.TotalMilliseconds);
            }
            return mine;
        }));
        var seconds = total.Elapsed.TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToList();
        TestContext.Current.SendDiagnosticMessage(
            $"{all.Count / seconds:0} operations a second, {AtOnce} at once; start to end: median {all[all.Count / 2]:0.0} ms, 99 % {all[all.Count * 99 / 100]:0.0} ms");
        // The bench holds the service to 20 ms; here only a wide margin, since tests share their machine with others.
        Assert.True(all[all.Count / 2] < 500, $"median {all[all.Count / 2]:0.0} ms");
    }

    [Fact]
    public async Task Looking_for_due_work_does_not_look_at_what_has_ended()
    {
        Assert.SkipWhen(Databases.TestDatabase.IsServer, "EXPLAIN QUERY PLAN is SQLite's.");
        await using var database = await OperationDatabase.Open();
        var plans = new List<string>();
        foreach (var statement in (string[])
        [
            "SELECT o.id, o.fence, o.due_project FROM operations o WHERE o.lane = 'a' AND o.due_at <= 5 AND NOT EXISTS (SELECT 1 FROM operations e WHERE e.open_key = o.open_key AND e.status <> 'stuck' AND (e.turn < o.turn OR (e.turn = o.turn AND e.id < o.id))) ORDER BY o.due_at LIMIT 32",
            "SELECT o.id, o.fence, o.due_project FROM operations o WHERE o.lane = 'a' AND o.due_project = 'p' AND o.due_at <= 5 AND NOT EXISTS (SELECT 1 FROM operations e WHERE e.open_key = o.open_key AND e.status <> 'stuck' AND (e.turn < o.turn OR (e.turn = o.turn AND e.id < o.id))) ORDER BY o.due_at LIMIT 32",
            "SELECT due_project FROM operations WHERE lane = 'a' AND due_project > 'p' ORDER BY due_project LIMIT 1",
            "SELECT due_project FROM operations WHERE lane = 'a' AND due_project IS NOT NULL ORDER BY due_project LIMIT 1",
            "SELECT due_project FROM reconciliations WHERE lane = 'a' AND due_project > 'p' ORDER BY due_project LIMIT 1",
            "SELECT due_at FROM operations WHERE lane = 'a' AND due_at > 5 ORDER BY due_at LIMIT 1",
            "SELECT MAX(turn) FROM operations WHERE open_key = 'k'",
            "SELECT DISTINCT lease_owner FROM operations WHERE lease_owner IS NOT NULL",
        ])
        {
            plans.AddRange(await database.Db.Query(Sql.Raw("EXPLAIN QUERY PLAN " + statement), row => row.Text(3)));
        }
        Assert.DoesNotContain(plans, plan => plan.Contains("SCAN", StringComparison.Ordinal) || plan.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ended_operations_are_forgotten_with_their_timelines_after_a_while()
    {
        await using var database = await OperationDatabase.Open();
        await using var engine = new Engine(database.Db);
        engine.Flows.Add(TwoSteps());
        await engine.Start("chooser", "host");
        var old = await engine.Ended(await Start(database.Db, engine, "old"));
        var now = DateTimeOffset.UtcNow.AddDays(40);
        await database.Db.Transaction(tx => tx.Execute($"UPDATE operations SET finished_at = {now.AddDays(-31)} WHERE id = {old.Id}"));
        var young = await engine.Ended(await Start(database.Db, engine, "young"));
        await database.Db.Transaction(tx => tx.Execute($"UPDATE operations SET finished_at = {now.AddDays(-29)} WHERE id = {young.Id}"));

        Assert.Equal(1, await engine.Records.Purge(now.AddDays(-30)));

        Assert.Null(await engine.Records.Show(old.Id));
        Assert.NotNull(await engine.Records.Show(young.Id));
        Assert.Equal(0, await database.Db.Number($"SELECT COUNT(*) FROM operation_events WHERE operation_id = {old.Id}"));
    }

    [Fact]
    public async Task Operators_list_by_state_resource_and_lane_newest_first()
    {
        await using var database = await OperationDatabase.Open();
        await using var engine = new Engine(database.Db);
        engine.Flows.Add(TwoSteps());
        await engine.Start("chooser", "host");
        var ids = new List<string>();
        foreach (var key in (string[])["a", "b", "c"]) ids.Add((await engine.Ended(await Start(database.Db, engine, key))).Id);

        async Task<IEnumerable<string>> Listed(OperationQuery asked) => (await engine.Records.List(asked)).Select(o => o.ResourceId);
        Assert.Equal(["c", "b", "a"], await Listed(new OperationQuery()));
        Assert.Equal(["c", "b"], await Listed(new OperationQuery(Limit: 2)));
        Assert.Equal(["b", "a"], await Listed(new OperationQuery(Marker: ids[2])));
        Assert.Equal(["b"], await Listed(new OperationQuery(OperationStatus.Done, "b", "host")));
        Assert.Empty(await Listed(new OperationQuery(OperationStatus.Stuck)));
    }
}
