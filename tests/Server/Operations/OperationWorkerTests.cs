using Abaca.DriverSdk;
using Abaca.Server.Operations;
using Xunit;
using static Abaca.Tests.Server.Operations.ScriptedFlow;

namespace Abaca.Tests.Server.Operations;

public sealed class OperationWorkerTests : WorkerTests
{
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
}
