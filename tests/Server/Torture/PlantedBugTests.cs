using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>Torture is worth what it catches: each test plants one bug that real engines and flows have had, and it must be found.
/// That the same flow without a bug survives is a case of <see cref="TortureTests"/>.</summary>
public sealed class PlantedBugTests
{
    [Fact]
    public Task A_worker_that_does_not_check_its_fence_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole), parts => new FencelessStore(parts)));

    [Fact]
    public Task A_flow_that_undoes_before_its_refusal_is_saved_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, (life, world, _) => new UndoesTooEarly(life, world))));

    [Fact]
    public Task A_flow_that_settles_outside_the_transaction_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, (life, world, db) => new SettlesOutside(life, world))));

    [Fact]
    public Task A_step_that_cannot_be_repeated_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, world: () => new NamesAnew())));

    [Fact]
    public Task An_undo_that_cannot_be_repeated_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, world: () => new DeletesOnce())));

    [Fact]
    public Task A_flow_that_does_not_take_back_the_refused_step_itself_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, (life, world, _) => new ForgetsItsOwnUndo(life, world))));

    [Fact]
    public Task A_flow_that_goes_back_with_a_state_that_forgot_what_to_undo_is_caught() =>
        Caught(new Chamber(new ToyCase(Effort.Whole, (life, world, _) => new LosesItsPool(life, world))));

    static async Task Caught(Chamber chamber)
    {
        var report = await chamber.Run();
        Assert.NotEmpty(report.Failures);
        TestContext.Current.SendDiagnosticMessage(report.Failures[0]);
    }

    sealed class FencelessStore(EngineParts parts) : OperationStore(parts.Db, parts.Leases, parts.Signals, parts.Time)
    {
        protected override Sql Held(Operation was) => Sql.Of($"id = {was.Id}");
    }

    /// <summary>Cleans up by itself and then says no: a death in between leaves it going forward over what it took away.</summary>
    sealed class UndoesTooEarly(Life life, ToyWorld world) : ToyFlow(life, world)
    {
        static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ToyWorld, object> Refused = [];

        public override IReadOnlyList<Step<ToyState>> Steps =>
        [
            .. base.Steps.Take(2),
            new Step<ToyState>.Act("export it", async (s, ct) =>
            {
                if (Refused.TryAdd(World, s))
                {
                    await Life.Call("delete", () => World.Delete(s.Pool!, s.Id));
                    return new StepEnd<ToyState>.Refused(new Refusal(MessageDetail.Unknown, "cannot export"));
                }
                return await ((Step<ToyState>.Act)base.Steps[2]).Do(s, ct);
            }, ((Step<ToyState>.Act)base.Steps[2]).Undo),
        ];
    }

    /// <summary>Writes the resource's end in a transaction of its own, after the operation's.</summary>
    sealed class SettlesOutside(Life life, ToyWorld world) : ToyFlow(life, world)
    {
        public override Task Settle(Tx tx, Settlement<ToyState> end, CancellationToken ct)
        {
            tx.AfterCommit(() => Life.Db.Transaction(outside => base.Settle(outside, end, CancellationToken.None), CancellationToken.None).Wait(TimeSpan.FromMilliseconds(50)));
            return Task.CompletedTask;
        }
    }

    /// <summary>Makes another volume each time it is asked.</summary>
    sealed class NamesAnew : ToyWorld
    {
        public override DriverResult Create(string pool, string id) => Volumes.Any(v => v.StartsWith($"{pool}/{id}", StringComparison.Ordinal))
            ? base.Create(pool, id + "-again")
            : base.Create(pool, id);
    }

    /// <summary>Refuses to delete what is not there.</summary>
    sealed class DeletesOnce : ToyWorld
    {
        public override DriverResult Delete(string pool, string id) => Volumes.Remove($"{pool}/{id}")
            ? new DriverResult.Done()
            : new DriverResult.Refused(new Refusal(MessageDetail.Unknown, "no such volume"));
    }

    /// <summary>Takes back only what a step knows to have done, not what it may have done.</summary>
    sealed class ForgetsItsOwnUndo(Life life, ToyWorld world) : ToyFlow(life, world)
    {
        readonly HashSet<string> made = [];

        protected override async Task<StepEnd<ToyState>> Make(ToyState s, CancellationToken ct)
        {
            var next = await base.Make(s, ct);
            if (next is StepEnd<ToyState>.Done) made.Add(s.Id);
            return next;
        }

        protected override Task<DriverResult> Remove(ToyState s, CancellationToken ct) =>
            made.Contains(s.Id) ? base.Remove(s, ct) : Task.FromResult<DriverResult>(new DriverResult.Done());
    }

    /// <summary>Makes something in the full pool before it goes back, and takes it back from the pool of the next state.</summary>
    sealed class LosesItsPool(Life life, ToyWorld world) : ToyFlow(life, world)
    {
        protected override async Task<StepEnd<ToyState>> Make(ToyState s, CancellationToken ct)
        {
            await Life.Call("create", () => World.Volumes.Add($"{s.Pool}/{s.Id}"));
            return await base.Make(s, ct);
        }

        protected override Task<DriverResult> Remove(ToyState s, CancellationToken ct) => base.Remove(s with { Pool = "roomy" }, ct);
    }
}
