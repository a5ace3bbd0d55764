using Abaca.DriverSdk;
using Abaca.Server.Operations;
using Xunit;
using static Abaca.Tests.Server.Operations.ScriptedFlow;

namespace Abaca.Tests.Server.Operations;

public sealed class OperationWorkerTests : IAsyncLifetime
{
    static readonly OperationsOptions Hasty = new()
    {
        Scan = TimeSpan.FromMilliseconds(200),
        Steps = new BackOff(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10)),
        AttemptsUntilStuck = 4,
        Grace = TimeSpan.FromSeconds(5),
    };

    OperationDatabase database = null!;
    readonly List<Engine> engines = [];

    public async ValueTask InitializeAsync() => database = await OperationDatabase.Open();

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines) await engine.DisposeAsync();
        await database.DisposeAsync();
    }

    async Task<Engine> Running(Flow<Script>? flow, params string[] lanes)
    {
        var engine = new Engine(database.Db, "test/" + engines.Count, options: Hasty);
        engines.Add(engine);
        if (flow is not null) engine.Flows.Add(flow);
        return await engine.Start(lanes);
    }

    Task<string> Start(Engine engine, string key = "k", string lane = "a") => database.Db.Transaction(
        tx => engine.Operations.Start(tx, new Script(key), new OperationSubject("SHARE", key, "p", "req-1", key), lane));

    [Fact]
    public async Task Steps_run_in_order_and_the_end_is_settled_once()
    {
        var flow = new ScriptedFlow(null, Decide("decide", s => Go(s.With("d"))), Act("act", s => Go(s.With("a"))));
        var engine = await Running(flow, "a");

        var ended = await engine.Ended(await Start(engine));

        Assert.Equal("done", ended.State);
        Assert.Equal(("da", null), (await flow.OnlySettle()));
        Assert.Equal(["started", "done", "done", "settled"], ended.Events!.Select(e => e.Event));
        Assert.Equal([null, "decide", "act", null], ended.Events!.Select(e => e.Step));
    }

    [Fact]
    public async Task A_rolled_back_start_leaves_nothing()
    {
        var engine = await Running(new ScriptedFlow(null, Act("act", s => Go(s))), "a");
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Db.Transaction(async tx =>
        {
            await engine.Operations.Start(tx, new Script("x"), new OperationSubject("SHARE", "x", "p", "r", "x"), "a");
            throw new InvalidOperationException("changed my mind");
        }));
        Assert.Empty(await engine.Records.List(new OperationQuery()));
    }

    [Fact]
    public async Task A_refusal_undoes_backwards_beginning_with_the_refused_step()
    {
        var undone = new List<string>();
        DriverResult Undo(string what)
        {
            undone.Add(what);
            return new DriverResult.Done();
        }
        var flow = new ScriptedFlow(null,
            Act("one", s => Go(s.With("1")), _ => Undo("one")),
            Act("two", s => Go(s.With("2"))),
            Act("three", _ => new StepEnd<Script>.Refused(No("full")), _ => Undo("three")));
        var engine = await Running(flow, "a");

        var ended = await engine.Ended(await Start(engine));

        Assert.Equal("refused", ended.State);
        Assert.Equal("full", ended.Reason);
        Assert.Equal(["three", "one"], undone);
        Assert.Equal("full", (await flow.OnlySettle()).Refused!.Text);
        Assert.Equal(["started", "done", "done", "refused", "undone", "undone", "settled"], ended.Events!.Select(e => e.Event));
    }

    [Fact]
    public async Task Going_back_undoes_with_the_old_state_and_goes_on_with_the_new_one()
    {
        var undone = new List<string>();
        var flow = new ScriptedFlow(null,
            Act("choose", s => Go(s.With("c")), s => { undone.Add("choose " + s.Notes); return new DriverResult.Done(); }),
            Act("make", s => s.Notes.Contains('!') ? Go(s.With("m")) : new StepEnd<Script>.Back("choose", s.With("!"), "try another"),
                s => { undone.Add("make " + s.Notes); return new DriverResult.Done(); }));
        var engine = await Running(flow, "a");

        var ended = await engine.Ended(await Start(engine));

        Assert.Equal("done", ended.State);
        Assert.Equal(["make c", "choose c"], undone);
        Assert.Equal("c!cm", (await flow.OnlySettle()).Notes);
    }

    [Fact]
    public async Task Unclear_steps_and_exceptions_are_tried_again()
    {
        var tries = 0;
        var flow = new ScriptedFlow(null, Act("flaky", s => ++tries switch
        {
            1 => new StepEnd<Script>.Unclear("busy"),
            2 => throw new TimeoutException("no answer"),
            _ => Go(s),
        }));
        var engine = await Running(flow, "a");

        var ended = await engine.Ended(await Start(engine));

        Assert.Equal("done", ended.State);
        Assert.Equal([null, "busy", "TimeoutException: no answer", null, null], ended.Events!.Select(e => e.Reason));
    }

    [Fact]
    public async Task A_wait_polls_with_saved_state_and_one_entry()
    {
        var flow = new ScriptedFlow(null, Act("poll", s => s.Notes.Length < 5 ? new StepEnd<Script>.Wait(s.With("."), TimeSpan.FromMilliseconds(1)) : Go(s)));
        var engine = await Running(flow, "a");
        var ended = await engine.Ended(await Start(engine));
        Assert.Equal(["started", "waiting", "done", "settled"], ended.Events!.Select(e => e.Event));
        Assert.Equal(".....", (await flow.OnlySettle()).Notes);
    }

    [Fact]
    public async Task An_undo_that_keeps_failing_is_stuck_and_can_be_retried()
    {
        var works = false;
        var flow = new ScriptedFlow(null,
            Act("make", _ => new StepEnd<Script>.Refused(No("full")), _ => works ? new DriverResult.Done() : new DriverResult.Unclear("host is down")));
        var engine = await Running(flow, "a");
        var id = await Start(engine);

        var stuck = await engine.Ended(id);
        Assert.Equal("stuck", stuck.State);
        Assert.Equal("Undoing \"make\" keeps failing: host is down", stuck.Reason);
        Assert.Empty(flow.Settled);

        works = true;
        Assert.Equal(OperatorAnswer.Done, await engine.Records.Retry(id));
        await Eventually.True(() => flow.Settled.Count == 1, "it was not settled after the retry");
        Assert.Equal("refused", (await engine.Ended(id)).State);
    }

    [Fact]
    public async Task A_refused_undo_is_stuck_at_once_and_can_be_abandoned()
    {
        var flow = new ScriptedFlow(null,
            Act("make", _ => new StepEnd<Script>.Refused(No("full")), _ => new DriverResult.Refused(No("not mine"))));
        var engine = await Running(flow, "a");
        var id = await Start(engine);
        Assert.Equal("Undoing \"make\" was refused: not mine", (await engine.Ended(id)).Reason);

        Assert.Equal(OperatorAnswer.Done, await engine.Records.Abandon(id, "cleaned by hand"));
        var ended = await engine.Ended(id);
        Assert.Equal(("abandoned", "cleaned by hand"), (ended.State, ended.Reason));
        Assert.Equal(OperatorAnswer.Ended, await engine.Records.Abandon(id, "again"));
        Assert.Equal(OperatorAnswer.Ended, await engine.Records.Retry(id));
        Assert.Equal(OperatorAnswer.NotFound, await engine.Records.Retry("nothing"));
        Assert.Empty(flow.Settled);
    }

    [Fact]
    public async Task A_settle_that_throws_is_tried_again_without_repeating_the_step()
    {
        var (acts, settles) = (0, 0);
        var flow = new ScriptedFlow((_, _) => ++settles < 3 ? throw new InvalidOperationException("not now") : Task.CompletedTask,
            Act("act", s => { acts++; return Go(s); }));
        var engine = await Running(flow, "a");
        var ended = await engine.Ended(await Start(engine));
        Assert.Equal(("done", 1, 3), (ended.State, acts, settles));
        Assert.Equal(["started", "done", "settle failed", "settle failed", "settled"], ended.Events!.Select(e => e.Event));
    }

    [Fact]
    public async Task A_settle_that_keeps_throwing_is_stuck()
    {
        var flow = new ScriptedFlow((_, _) => throw new InvalidOperationException("never"), Act("act", s => Go(s)));
        var engine = await Running(flow, "a");
        var ended = await engine.Ended(await Start(engine));
        Assert.Equal(("stuck", "Settling keeps failing: InvalidOperationException: never"), (ended.State, ended.Reason));
    }

    [Fact]
    public async Task An_unknown_flow_is_stuck_and_says_so()
    {
        var engine = await Running(null, "a");
        var ended = await engine.Ended(await Start(engine));
        Assert.Equal(("stuck", "No worker of this version knows the flow test.script version 1."), (ended.State, ended.Reason));
    }

    [Fact]
    public async Task Operations_of_one_key_run_one_after_the_other_in_order()
    {
        var (now, most) = (0, 0);
        var order = new List<string>();
        var flow = new ScriptedFlow(null, ActAsync("act", async (s, ct) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            lock (order) order.Add(s.Notes);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return Go(s);
        }));
        var engine = await Running(flow, "a");
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await database.Db.Transaction(tx => engine.Operations.Start(
                tx, new Script("k", i.ToString()), new OperationSubject("SHARE", "k", "p", "r", "k"), "a")));
        }
        foreach (var id in ids) await engine.Ended(id);
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i.ToString()), order);
    }

    [Fact]
    public async Task Cancelling_ends_waiting_ones_at_once_and_running_ones_after_their_step()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var flow = new ScriptedFlow(null,
            ActAsync("slow", async (s, ct) =>
            {
                entered.TrySetResult();
                await release.Task;
                return Go(s);
            }),
            Act("never", s => Go(s.With("never"))));
        var engine = await Running(flow, "a");
        var running = await Start(engine);
        await entered.Task;
        var waiting = await Start(engine);

        await database.Db.Transaction(tx => engine.Operations.Cancel(tx, "k", "force-deleted"));
        var later = await Start(engine);

        Assert.Equal("abandoned", (await engine.Ended(waiting)).State);
        Assert.Equal("running", (await engine.Records.Show(running))!.State);
        Assert.Equal("pending", (await engine.Records.Show(later))!.State);
        release.SetResult();
        Assert.Equal("abandoned", (await engine.Ended(running)).State);
        Assert.Equal("done", (await engine.Ended(later)).State);
        await flow.OnlySettle();
    }

    [Fact]
    public async Task A_lane_that_another_process_serves_is_continued_there()
    {
        var where = new List<string>();
        ScriptedFlow Flow(string name) => new(null,
            Act("first", s => { where.Add(name + "1"); return Go(s, "b"); }),
            Act("second", s => { where.Add(name + "2"); return Go(s); }));
        var (here, there) = (await Running(Flow("here"), "a"), await Running(Flow("there"), "b"));

        var ended = await here.Ended(await Start(here));

        Assert.Equal(("done", "b"), (ended.State, ended.Lane));
        Assert.Equal(["here1", "there2"], where);
    }

    [Fact]
    public async Task A_stop_lets_a_step_end_and_another_process_goes_on_from_there()
    {
        var (entered, release, seconds) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        ScriptedFlow Flow() => new(null,
            ActAsync("slow", async (s, ct) =>
            {
                entered.TrySetResult();
                await release.Task;
                return Go(s.With("1"));
            }),
            Act("second", s => { seconds++; return Go(s); }));
        var first = await Running(Flow(), "a");
        var id = await Start(first);
        await entered.Task;
        var stop = first.Stop();
        release.SetResult();
        await stop;
        Assert.Equal(0, seconds);
        Assert.Equal("slow", (await first.Records.Show(id))!.Events![^1].Step);

        var second = await Running(Flow(), "a");
        Assert.Equal("done", (await second.Ended(id)).State);
        Assert.Equal(1, seconds);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_taken_up_at_once()
    {
        await database.Db.Transaction(async tx =>
        {
            var engine = new Engine(database.Db, "dead/1", options: Hasty);
            engines.Add(engine);
            await engine.Operations.Start(tx, new Script("k"), new OperationSubject("SHARE", "k", "p", "r", "k"), "a");
            await tx.Execute($"UPDATE operations SET status = 'running', lease_owner = 'dead/1', fence = 1, due_at = {DateTimeOffset.UtcNow.AddHours(1)}");
        });
        var flow = new ScriptedFlow(null, Act("act", s => Go(s)));
        var heir = new Engine(database.Db, "test/heir", options: Hasty);
        engines.Add(heir);
        heir.Dead.Add("dead/1");
        heir.Flows.Add(flow);
        await heir.Start("a");
        await Eventually.True(() => flow.Settled.Count == 1, "the dead process's operation was not taken up");
    }

    [Fact]
    public async Task A_deadline_unwinds_as_a_refusal_that_names_the_step_and_the_reason()
    {
        var flow = new ScriptedFlow(null, Act("slow", _ => new StepEnd<Script>.Unclear("still busy"), _ => new DriverResult.Done()));
        var engine = await Running(flow, "a");
        var id = await Start(engine);
        await Eventually.True(async () => (await engine.Records.Show(id))!.Attempt > 0, () => "no attempt");
        await database.Db.Transaction(tx => tx.Execute($"UPDATE operations SET deadline = {DateTimeOffset.UtcNow.AddSeconds(-1)} WHERE id = {id}"));
        // The worker may hold the row with its old deadline for one more attempt; what counts is that it then unwinds.
        var ended = await engine.Ended(id);
        Assert.Equal("refused", ended.State);
        Assert.StartsWith("The step \"slow\" was not done by the deadline", ended.Reason, StringComparison.Ordinal);
        Assert.EndsWith("The last reason was: still busy", ended.Reason, StringComparison.Ordinal);
        Assert.Equal(MessageDetail.Unknown, (await flow.OnlySettle()).Refused!.Detail);
    }
}
