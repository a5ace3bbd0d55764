using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A share that moves from the pool "small" to another, in one stage of that.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share as it was before.</param>
abstract class MovingSubject(ShareWorld world, Share share) : FlowSubject(world)
{
    protected static readonly MigrationRequirements Nothing = new(false, false, false, false);

    bool takenBack;

    protected Share Share => share;

    /// <summary>The flow that is tortured; what it starts for the next stage is left alone.</summary>
    protected abstract string Flow { get; }

    public override async Task Interrupt(Tx tx, OperationQueue operations, string key)
    {
        if (await IsUnderWay(tx)) await base.Interrupt(tx, operations, key);
    }

    /// <summary>Whether the tortured operation has not ended.</summary>
    protected async Task<bool> IsUnderWay(Tx tx) =>
        await tx.Number($"SELECT COUNT(*) FROM operations WHERE open_key = {share.Id} AND flow = {Flow}") > 0;

    /// <summary>What the API writes when a move is asked for.</summary>
    public static async Task<ShareInstanceId> Ask(Tx tx, ShareWorld world, Share share, string pool, string? typeId = null)
    {
        var slices = world.Slices;
        var destination = new PlacedInstance(
            ShareInstanceId.New(world.Clock.GetUtcNow()), share.Id, $"{Slices.Service}#{pool}", ShareWorld.Zone, ShareStatus.MigratingTo, typeId ?? share.TypeId);
        await slices.MigrationLedger.Charge(tx, share, destination.TypeId, default);
        Assert.True(await slices.Shares.Move(tx, share.Id, ShareStatus.Migrating, [ShareStatus.Available]));
        await slices.Shares.SetTaskState(tx, share.Id, ShareTask.Starting);
        await slices.PlacedInstances.Insert(tx, destination);
        return destination.Id;
    }

    /// <summary>Takes a share as far as to a copy under way.</summary>
    public static async Task Begun(ShareWorld world, Share share, string pool, string? typeId = null)
    {
        await world.Db.Transaction(tx => Ask(tx, world, share, pool, typeId));
        await Through(world, share, world.Slices.Flow<StartMigrationFlow>(), new StartMigrationState(share.Id.Text, Nothing));
    }

    /// <summary>Runs a flow from its start to its end without an engine; what it starts for the next stage is dropped.</summary>
    public static async Task Through<TState>(ShareWorld world, Share share, Flow<TState> flow, TState state) where TState : class, IFlowState<TState>
    {
        foreach (var step in flow.Steps)
        {
            var next = step switch
            {
                Step<TState>.Act act => await act.Do(state, default),
                Step<TState>.Decide decide => await world.Db.Transaction(tx => decide.Do(tx, state, default)),
                _ => throw new InvalidOperationException($"A step cannot be a {step.GetType().Name}."),
            };
            state = Assert.IsType<StepEnd<TState>.Done>(next).State;
        }
        await world.Db.Transaction(async tx =>
        {
            await flow.Settle(tx, new Settlement<TState>("", "req-prepared", state, null), default);
            await tx.Execute($"DELETE FROM operations WHERE open_key = {share.Id}");
        });
    }

    /// <summary>The share is where it was, and nothing is left of the move.</summary>
    protected async Task CheckStayed(string task, bool left = false)
    {
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Equal((ShareStatus.Available, task, share.Host, share.InstanceId), (now.Status, now.TaskState, now.Host, now.InstanceId));
        Assert.Equal(share.TypeId, now.TypeId);
        var beside = await Slices.PlacedInstances.Beside(Slices.PlacedInstances.Now, share.Id);
        Assert.Equal(left ? [ShareStatus.ErrorDeleting] : (string[])[], beside.Select(i => i.Status));
    }

    /// <summary>The copy is there; then it is taken back, so that the ledgers can be looked at.</summary>
    protected async Task CheckCopiedAndCancel()
    {
        if (takenBack)
        {
            await CheckStayed(ShareTask.Cancelled);
            return;
        }
        takenBack = true;
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Equal((ShareStatus.Migrating, ShareTask.DriverCopied, share.Host), (now.Status, now.TaskState, now.Host));
        Assert.Equal("100%", (await Slices.PlacedInstances.Destination(Slices.PlacedInstances.Now, share.Id))?.Progress);
        Assert.Equal(2, World.Backend.Holds().Shares.Count);
        await Through(World, share, Slices.Flow<CancelMigrationFlow>(), new CancelMigrationState(share.Id.Text));
        await CheckStayed(ShareTask.Cancelled);
    }
}

/// <summary>A share is to move.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="typeId">Type that it is to have, or null.</param>
/// <param name="hasRoom">Whether the pool has room for it.</param>
/// <param name="unwilling">What the backend refuses, or null.</param>
sealed class StartMigrationSubject(ShareWorld world, Share share, string? typeId = null, bool hasRoom = true, DummyMethod? unwilling = null)
    : MovingSubject(world, share)
{
    protected override string Flow => "share.migrate";

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (unwilling is { } method) World.Backend.Fail(method, new DummyFailure(FailureKind.Refuse));
        await Ask(tx, World, Share, "large", typeId);
        return await operations.Start(tx, new StartMigrationState(Share.Id.Text, Nothing), On(Share), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == (!hasRoom || unwilling is not null) || byTorturer, refused ? "it was refused" : "it began although it could not");
        if (refused) await CheckStayed(ShareTask.Error);
        else await CheckCopiedAndCancel();
    }
}

/// <summary>A copy is watched.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">A share whose copy is under way.</param>
sealed class WatchMigrationSubject(ShareWorld world, Share share) : MovingSubject(world, share)
{
    protected override string Flow => "share.migrate.copy";

    bool cancelled;

    /// <summary>In the middle of it the move is cancelled as the API does it, instead of only the operation.</summary>
    public bool IsCancelled { get; init; }

    public override Task<string> Begin(Tx tx, OperationQueue operations) => operations.Start(
        tx, new WatchMigrationState(Share.Id.Text, World.Clock.GetUtcNow() + TimeSpan.FromMinutes(30)), On(Share), Slices.Service);

    public override async Task Interrupt(Tx tx, OperationQueue operations, string key)
    {
        if (!await IsUnderWay(tx)) return;
        await base.Interrupt(tx, operations, key);
        if (!IsCancelled || await Slices.PlacedInstances.Destination(tx, Share.Id) is null) return;
        cancelled = true;
        var subject = new OperationSubject(ShareSubjects.Type, Share.Id.Text, Share.ProjectId, "req-cancels", Share.Id.Text);
        await operations.Start(tx, new CancelMigrationState(Share.Id.Text), subject, Slices.Service);
    }

    public override async Task CheckAbandoned(OperationRecord ended)
    {
        if (!cancelled) return;
        await CheckStayed(ShareTask.Cancelled);
        await Ledgers().Check();
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(!refused || byTorturer, "it was refused");
        if (cancelled) await CheckStayed(ShareTask.Cancelled);
        else if (refused) await CheckStayed(ShareTask.Error);
        else await CheckCopiedAndCancel();
    }
}

/// <summary>A copied share changes over, and its old place is cleared.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share.</param>
/// <param name="snapshot">A snapshot of it.</param>
/// <param name="typeId">Type that it gets, or null.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class CompleteMigrationSubject(ShareWorld world, Share share, Snapshot snapshot, string? typeId = null, bool willing = true)
    : MovingSubject(world, share)
{
    protected override string Flow => "share.migrate.complete";

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.CompleteMigration, new DummyFailure(FailureKind.Refuse));
        await Slices.Shares.SetTaskState(tx, Share.Id, ShareTask.Completing);
        return await operations.Start(tx, new CompleteMigrationState(Share.Id.Text), On(Share), Slices.Service);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(SnapshotStatus.Available, await StatusOf(snapshot.Id));
        if (refused) await CheckStayed(ShareTask.Error);
        else await CheckMoved();
    }

    async Task CheckMoved()
    {
        var now = (await Slices.Shares.Find(Share.Id.Text))!;
        Assert.Equal((ShareStatus.Available, ShareTask.Success, $"{Slices.Service}#large"), (now.Status, now.TaskState, now.Host));
        Assert.Equal(typeId ?? Share.TypeId, now.TypeId);
        Assert.NotEqual(Share.InstanceId, now.InstanceId);
        Assert.Empty(await Slices.PlacedInstances.Beside(Slices.PlacedInstances.Now, Share.Id));
        var moved = (await Slices.Snapshots.Find(snapshot.Id.Text))!;
        Assert.Equal((now.InstanceId, true), (moved.ShareInstanceId, moved.InstanceId != snapshot.InstanceId));
        var held = Assert.Single(World.Backend.Holds().Shares);
        Assert.Equal((now.InstanceId.Text, "large"), (held.InstanceId, held.Pool));
    }
}

/// <summary>A move is cancelled.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">A share whose copy is under way.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class CancelMigrationSubject(ShareWorld world, Share share, bool willing = true) : MovingSubject(world, share)
{
    protected override string Flow => "share.migrate.cancel";

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.CancelMigration, new DummyFailure(FailureKind.Refuse));
        return await operations.Start(tx, new CancelMigrationState(Share.Id.Text), On(Share), Slices.Service);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        await CheckStayed(refused ? ShareTask.Error : ShareTask.Cancelled, left: refused);
    }
}

/// <summary>What a share has left behind is removed.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share as it was before it changed over.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class RemoveInstanceSubject(ShareWorld world, Share share, bool willing = true) : MovingSubject(world, share)
{
    protected override string Flow => "share_instance.delete";

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Delete, new DummyFailure(FailureKind.Refuse));
        return await operations.Start(
            tx, new RemoveInstanceState(Share.Id.Text, Share.InstanceId.Text, EndsMigration: true), On(Share), Slices.Service);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        var now = (await Slices.Shares.Find(Share.Id.Text))!;
        Assert.Equal((ShareStatus.Available, ShareTask.Success, $"{Slices.Service}#large"), (now.Status, now.TaskState, now.Host));
        var beside = await Slices.PlacedInstances.Beside(Slices.PlacedInstances.Now, Share.Id);
        Assert.Equal(refused ? [ShareStatus.ErrorDeleting] : (string[])[], beside.Select(i => i.Status));
    }
}
