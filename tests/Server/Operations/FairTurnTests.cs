using System.Collections.Concurrent;
using System.Diagnostics;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Abaca.Tests.Server.Operations.ScriptedFlow;

namespace Abaca.Tests.Server.Operations;

/// <summary>In a lane projects take turns, however much one of them has asked for.</summary>
public sealed class FairTurnTests : IAsyncLifetime
{
    const int Slots = 8;

    static readonly OperationsOptions Narrow = new() { Concurrency = Slots, Scan = TimeSpan.FromMinutes(10), Grace = TimeSpan.FromMilliseconds(1) };

    readonly ConcurrentQueue<string> begun = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();
    OperationDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await OperationDatabase.Open();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    Engine Process(string name = "test/1")
    {
        var engine = new Engine(database.Db, name, options: Narrow);
        engine.Flows.Add(new ScriptedFlow(null, ActAsync("work", async (s, ct) =>
        {
            begun.Enqueue(s.Name);
            await gates.GetOrAdd(s.Name, _ => new()).Task.WaitAsync(ct);
            return Go(s);
        })));
        return engine;
    }

    Task<string> Start(Engine engine, string name, string lane = "a") => database.Db.Transaction(
        tx => engine.Operations.Start(tx, new Script(name), new OperationSubject("SHARE", name, name.Split('-')[0], "req", name), lane));

    async Task Pile(Engine engine, string project, int many)
    {
        for (var i = 0; i < many; i++) await Start(engine, $"{project}-{i}");
    }

    void Release(string name) => gates.GetOrAdd(name, _ => new()).TrySetResult();

    Task Begins(int many) => Eventually.True(() => begun.Count >= many, $"{many} have not begun");

    [Fact]
    public async Task One_project_never_has_all_the_slots()
    {
        await using var engine = await Process().Start("a");
        await Pile(engine, "greedy", 40);
        await Begins(Slots * 3 / 4);

        await Start(engine, "modest-0");

        await Eventually.True(() => begun.Contains("modest-0"), "it waits for another project's work");
        Assert.Equal(Slots * 3 / 4, begun.Count(name => name.StartsWith("greedy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_slot_that_becomes_free_goes_to_whoever_had_none_for_longest()
    {
        await using var engine = await Process().Start("a");
        await Pile(engine, "one", 40);
        await Begins(Slots * 3 / 4);
        await Pile(engine, "two", 40);
        await Begins(Slots);
        await Start(engine, "three-0");
        await Start(engine, "four-0");

        foreach (var name in begun.Take(4).ToList()) Release(name);

        await Begins(Slots + 4);
        Assert.Contains("three-0", begun);
        Assert.Contains("four-0", begun);
    }

    [Fact]
    public async Task Turns_are_kept_by_a_process_that_has_just_started()
    {
        await using (var before = Process("test/0"))
        {
            await Pile(before, "a", 60);
            await Pile(before, "b", 3);
            await Pile(before, "c", 1);
        }
        await using var engine = await Process().Start("a");

        await Begins(Slots);

        Assert.Equal(3, begun.Take(Slots).Count(name => name.StartsWith("b-", StringComparison.Ordinal)));
        Assert.Contains("c-0", begun.Take(Slots));
    }

    [Fact]
    public async Task Everything_is_done_in_the_end()
    {
        await using var engine = await Process().Start("a");
        for (var i = 0; i < 300; i++) Release($"p{i % 7}-{i}");
        var ids = new List<string>();
        for (var i = 0; i < 300; i++) ids.Add(await Start(engine, $"p{i % 7}-{i}"));
        foreach (var id in ids) Assert.Equal("done", (await engine.Ended(id)).State);
    }

    [Fact]
    public async Task Work_that_goes_on_in_a_full_lane_takes_its_turn_there()
    {
        var engine = Process();
        engine.Flows.Add(new Passing(gates, begun));
        await using var running = await engine.Start("a", "chooser");
        for (var i = 0; i < 40; i++) await Pass("greedy", i);
        await Begins(Slots * 3 / 4);

        await Pass("modest", 0);

        await Eventually.True(() => begun.Contains("modest-0"), "it waits behind the other project's work");

        Task<string> Pass(string project, int i) => database.Db.Transaction(tx => engine.Operations.Start(
            tx, new Passage($"{project}-{i}"), new OperationSubject("SHARE", $"{project}-{i}", project, "req", $"{project}-{i}"), "chooser"));
    }

    [Fact]
    public async Task Passes_over_rules_take_turns_as_well()
    {
        await using var engine = new Engine(database.Db, options: Narrow, more: services => services.AddSingleton<Reconciler>(new Held(begun, gates)));
        await engine.Start("a");
        for (var i = 0; i < 40; i++) await Mark($"greedy-{i}");
        await Begins(Slots * 3 / 4);

        await Mark("modest-0");

        await Eventually.True(() => begun.Contains("modest-0"), "it waits for another project's rules");

        Task Mark(string name) => database.Db.Transaction(
            tx => engine.Reconciliations.Mark(tx, "held", new ReconciledResource(name, name.Split('-')[0]), "a"));
    }

    [Fact]
    public async Task A_choice_costs_the_same_however_many_wait()
    {
        await using var engine = new Engine(database.Db, options: Narrow);
        var few = await Cost(engine, 100);
        var many = await Cost(engine, 10_000);
        TestContext.Current.SendDiagnosticMessage($"a choice among 100: {few.TotalMicroseconds:0} µs, among 10,000: {many.TotalMicroseconds:0} µs");
        Assert.True(many < few * 5, $"{many.TotalMicroseconds:0} µs instead of {few.TotalMicroseconds:0}");
    }

    async Task<TimeSpan> Cost(Engine engine, int waiting)
    {
        var there = (int)await database.Db.Number($"SELECT COUNT(*) FROM operations");
        await database.Db.Transaction(async tx =>
        {
            for (var i = there; i < waiting; i++)
            {
                await engine.Operations.Start(tx, new Script("x"), new OperationSubject("SHARE", $"s{i}", $"p{i % 50}", "req", $"s{i}"), "a");
            }
        });
        var rows = new DueRows(database.Db, Sql.Raw("operations"), Sql.Of($""));
        var times = new List<TimeSpan>();
        string? last = null;
        for (var i = 0; i < 60; i++)
        {
            var watch = Stopwatch.StartNew();
            var found = await rows.Choose("a", new LaneRoom(8, _ => 8, last), DateTimeOffset.UtcNow, default);
            times.Add(watch.Elapsed);
            Assert.Equal(8, found.Held.Select(row => row.Project).Distinct().Count());
            Assert.NotEqual(last, found.Last);
            last = found.Last;
        }
        return times.Order().ElementAt(times.Count / 2);
    }

    sealed class Held(ConcurrentQueue<string> begun, ConcurrentDictionary<string, TaskCompletionSource> gates) : Reconciler
    {
        public override string Kind => "held";

        public override async Task<ReconcileResult> Reconcile(string resourceId, CancellationToken ct)
        {
            begun.Enqueue(resourceId);
            await gates.GetOrAdd(resourceId, _ => new()).Task.WaitAsync(ct);
            return new ReconcileResult.Done();
        }
    }
}
