using Abaca.Server.Data;
using Abaca.Server.Signalling;
using Abaca.Server.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>What a store is made of: so that tests can put a broken one in.</summary>
sealed record EngineParts(Db Db, LeaseTable Leases, Signals Signals, TimeProvider Time, FlowEnds Ends);

/// <summary>One operation from its start to its end, through as many lives of the process as it takes.</summary>
sealed class TortureRun(
    TortureCase @case, Db db, Plan plan, Ordeal ordeal, IReadOnlyList<int> fatal, Func<EngineParts, OperationStore> newStore, int number)
{
    const int MostTurns = 500;

    const int MostDeletions = 20;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    readonly FakeTimeProvider clock = StandingClock.New();
    readonly Signals signals = new();
    readonly Unfolding unfolding = new(plan);
    readonly OperationsOptions options = new() { Lease = Lease, Chance = () => 0.5 };
    readonly List<string> where = [];
    TortureSubject subject = null!;
    Operation? handedOver;
    FlowRegistry? endFlows;
    string id = "";
    int inVain;

    /// <summary>The fatal points by name.</summary>
    public string Where => string.Join(", ", where);

    /// <summary>Runs it and checks; answers how many fatal points were reached.</summary>
    public async Task<int> ToTheEnd()
    {
        subject = await @case.Make(db, clock);
        await Begin();
        var reached = 0;
        for (var lives = 1; ; lives++)
        {
            var life = new Life(db, lives, ordeal, lives <= fatal.Count ? fatal[lives - 1] : 0, Interrupt);
            var work = Work(life);
            await await Task.WhenAny(work, life.Ended);
            if (life.Number <= fatal.Count && life.Points.Count >= fatal[life.Number - 1])
            {
                reached++;
                where.Add($"{life.Points[fatal[life.Number - 1] - 1]} of process {life.Number}");
            }
            if (!life.Ended.IsCompleted) break;
            if (ordeal is Ordeal.Sleep) await OthersFinishWhile(life, work);
            if (ordeal is Ordeal.Sleep) break;
        }
        await Check();
        return reached;
    }

    /// <summary>The operation's timeline, for a failure's text.</summary>
    public async Task<string> Timeline()
    {
        var shown = await Records().Show(id);
        return shown is null ? "no operation" : $"{shown.State}: " + string.Join("; ", shown.Events!.Select(e => $"{e.Event} {e.Step} {e.Reason}"));
    }

    async Task Begin()
    {
        var operations = new OperationQueue(Store(db, 1), signals, new OperationsOptions(), clock);
        // Half of the runs begin with a lease that was taken together with the start.
        if (number % 2 == 0) operations.HandTo((_, _) => true, (op, _) => handedOver = op);
        await db.Transaction(async tx => id = await subject.Begin(tx, operations));
    }

    async Task OthersFinishWhile(Life sleeper, Task work)
    {
        clock.Advance(Lease + TimeSpan.FromSeconds(1));
        await Work(new Life(db, 2, Ordeal.Death, 0, null));
        var before = await Fingerprint();
        await Check();
        sleeper.Wake();
        await work;
        Assert.True(sleeper.CallsAfterSleep == 0, "a worker that had lost its lease called the world");
        Assert.Equal(before, await Fingerprint());
    }

    async Task Work(Life life)
    {
        var store = Store(life.Db, life.Number);
        var flows = subject.Flows(life).Around(flow => flow.Name == @case.Flow ? unfolding.Around(flow) : flow);
        var run = new OperationRun(store, flows, options, clock, NullLogger<OperationRun>.Instance);
        // In half of the runs the heir knows that the dead are dead; in the others it waits for their leases to end.
        if (life.Number > 1 && number % 3 != 0 && ordeal is Ordeal.Death) await store.Leases.TakeFromTheDead(clock.GetUtcNow(), CancellationToken.None);
        for (var turn = 0; !life.Woken; turn++)
        {
            Assert.True(turn < MostTurns, "it never ends");
            // A lease counts from before it was asked for: the answer may come late.
            var until = clock.GetUtcNow() + Lease;
            try
            {
                if (await Next(store, life) is { } op)
                {
                    inVain = 0;
                    await RunOne(run, op, until, keeps: (life.Number + number) % 2 == 0);
                }
                else if (!await WaitForWork()) return;
            }
            catch (DatabaseUnavailable) when (ordeal is Ordeal.LockedDatabase)
            {
                // Its lease ends; then it, or somebody else, takes the operation up again.
                clock.Advance(Lease + TimeSpan.FromSeconds(1));
            }
        }
    }

    async Task RunOne(OperationRun run, Operation op, DateTimeOffset until, bool keeps)
    {
        using var lease = new Lease(until, clock, default);
        var held = new HeldOperation(op, lease);
        while (await run.Run(held, lane => keeps) is RunEnd.Moved)
        {
            // Another lane of the same process goes on with the same lease.
        }
        if (!unfolding.DeadlinePasses) return;
        unfolding.DeadlinePasses = false;
        await db.Transaction(tx => tx.Execute($"UPDATE operations SET deadline = {clock.GetUtcNow() - Lease} WHERE id = {id}"));
    }

    async Task<Operation?> Next(OperationStore store, Life life)
    {
        if (life.Number == 1 && handedOver is { } given)
        {
            handedOver = null;
            return given;
        }
        foreach (var lane in subject.Lanes)
        {
            if ((await store.Claim(lane, new LaneRoom(1, _ => 1, null), CancellationToken.None)).Held is [var op, ..]) return op;
        }
        return null;
    }

    async Task<bool> WaitForWork()
    {
        var due = await db.Number($"SELECT MIN(due_at) FROM operations WHERE open_key IS NOT NULL AND due_at IS NOT NULL");
        if (due == 0) return false;
        var at = Moments.FromMicroseconds(due);
        // Something may have come while the lanes were looked through.
        if (at <= clock.GetUtcNow() && ++inVain > 2) throw new InvalidOperationException("An operation is due, but in none of the subject's lanes, or it waits for one that never ends.");
        clock.AdvanceTo(at);
        return true;
    }

    async Task Interrupt()
    {
        if (ordeal is Ordeal.Abandonment)
        {
            await Records().Abandon(id, "abandoned by the torturer");
            return;
        }
        var operations = new OperationQueue(Store(db, 1), signals, new OperationsOptions(), clock);
        var key = await db.First($"SELECT op_key FROM operations WHERE id = {id}", row => row.Text(0));
        await db.Transaction(tx => subject.Interrupt(tx, operations, key!));
    }

    async Task Check()
    {
        var ended = await Records().Show(id) ?? throw new InvalidOperationException("The operation is gone.");
        var stuck = ended.State == "stuck" && plan.MayGetStuck;
        Assert.True(ended.FinishedAt is not null || stuck, $"it is {ended.State} at \"{ended.Step}\": {ended.Reason}");
        var abandoned = ended.State == "abandoned";
        Assert.True(!abandoned || ordeal is Ordeal.Interruption or Ordeal.Abandonment, "it was abandoned although nobody asked for that");
        Assert.True(unfolding.Settled == (abandoned || stuck ? 0 : 1), $"it was settled {unfolding.Settled} times and is {ended.State}");
        Assert.Equal(ended.Events!.Count, await db.Number($"SELECT events FROM operations WHERE id = {id}"));
        Assert.Equal(0, await db.Number($"SELECT COUNT(*) FROM operations WHERE id = {id} AND (lease_owner IS NOT NULL OR due_at IS NOT NULL)"));
        if (stuck || (abandoned && ordeal is Ordeal.Abandonment)) await CheckLeft(ended);
        else await (abandoned ? subject.CheckAbandoned(ended) : subject.Check(ended));
    }

    // What was left can be deleted by its owner, and with it goes whatever could not be taken back.
    async Task CheckLeft(OperationRecord left)
    {
        await subject.CheckLeft(left);
        unfolding.IsOver = true;
        for (var life = 1000; ; life++)
        {
            if (life >= 1000 + MostDeletions) Assert.Fail($"what is left cannot be deleted: {await LastReason()}");
            var operations = new OperationQueue(Store(db, life), signals, new OperationsOptions(), clock);
            if (!await db.Transaction(tx => subject.DeleteNext(tx, operations))) break;
            await Work(new Life(db, life, Ordeal.Death, 0, null));
        }
        await subject.CheckGone();
    }

    async Task<string?> LastReason() => await db.First(
        $"SELECT o.flow || ' is ' || o.status || ': ' || COALESCE((SELECT e.reason FROM operation_events e WHERE e.operation_id = o.id AND e.reason IS NOT NULL ORDER BY e.seq DESC LIMIT 1), '-') FROM operations o ORDER BY o.turn DESC, o.created_at DESC LIMIT 1",
        row => row.Text(0));

    async Task<string?> Fingerprint() => await db.First(
        $"SELECT state, status, step, events, fence, updated_at FROM operations WHERE id = {id}",
        row => string.Join('|', row.Text(0), row.Text(1), row.Number(2), row.Number(3), row.Number(4), row.Number(5)));

    OperationRecords Records() => new(Store(db, 0), signals, clock);

    OperationStore Store(Db of, int life)
    {
        // Each life is another process, and all earlier ones are known to be gone.
        var owner = new ProcessOwner($"torture/{life}", _ => true);
        return newStore(new EngineParts(of, new LeaseTable(of, "operations", owner, Lease), signals, clock, new FlowEnds(() => endFlows ??= subject.Flows(new Life(db, 0, Ordeal.Death, 0, null)), () => subject.Kinds)));
    }
}
