using Abaca.DriverSdk;
using Abaca.Server.Operations;
using Xunit;
using static Abaca.Tests.Server.Operations.ScriptedFlow;

namespace Abaca.Tests.Server.Operations;

/// <summary>Operations that others wait for, end, or go on with: other operations of their key, other lanes, other processes.</summary>
public sealed class SharedWorkTests : WorkerTests
{
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
