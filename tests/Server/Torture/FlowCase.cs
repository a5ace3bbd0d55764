using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A flow of the server under torture: its own stores and ledgers, the Dummy driver, and one situation.</summary>
/// <param name="flow">Which flow.</param>
/// <param name="variant">Which situation.</param>
/// <param name="subject">Makes the situation.</param>
/// <param name="effort">How much of the torture it gets.</param>
sealed class FlowCase(string flow, string variant, Func<Db, TimeProvider, Task<TortureSubject>> subject, Effort effort = Effort.SomePairs) : TortureCase
{
    public FlowCase(string flow, string variant, Func<Db, TimeProvider, Task<FlowSubject>> subject, Effort effort = Effort.SomePairs)
        : this(flow, variant, async Task<TortureSubject> (db, clock) => await subject(db, clock), effort)
    {
    }

    public override string Flow => flow;

    public override int Version { get; init; } = 1;

    internal override Effort Effort => effort;

    public override Task Prepare(Db db) => ShareWorld.Prepare(db);

    public override async Task<TortureSubject> Make(Db db, TimeProvider clock) => await subject(db, clock);

    public override string ToString() => $"{base.ToString()}, {variant}";
}

/// <summary>One operation on a share or a snapshot in a world of its own.</summary>
abstract class FlowSubject(ShareWorld world) : TortureSubject
{
    protected const string Request = "req-tortured";

    protected ShareWorld World => world;

    protected Slices Slices => world.Slices;

    public override IReadOnlyList<string> Lanes => [Abaca.Server.Operations.Lanes.Scheduler, Slices.Service];

    public override FlowRegistry Flows(Life life) => new Slices(life.Db, new TorturedDriver(world.Backend, life), world.Clock).Flows();

    public sealed override async Task Check(OperationRecord ended)
    {
        var refused = ended.State == "refused";
        Assert.True(refused || ended.State == "done", $"it ended as {ended.State}");
        await CheckEnd(refused, refused && IsTorturersDoing(ended.Reason));
        Assert.Equal(refused ? Told : 0, await world.Db.Number($"SELECT COUNT(*) FROM messages WHERE request_id = {Request}"));
        Assert.Equal(refused ? 1 : 0, await world.Db.Number($"SELECT COUNT(*) FROM messages WHERE resource_id = {ended.ResourceId}"));
        await Ledgers().Check();
    }

    public sealed override IReadOnlyList<IUnattended> Kinds => Slices.Kinds;

    public sealed override async Task CheckLeft(OperationRecord ended)
    {
        Assert.NotEqual(0, await world.Db.Number($"SELECT COUNT(*) FROM messages WHERE request_id = {Request}"));
        await Ledgers().CheckLeft();
    }

    public sealed override Task<bool> DeleteNext(Tx tx, OperationQueue operations) => new Owner(world).DeleteNext(tx, operations);

    public sealed override async Task CheckGone() => await Ledgers().CheckGone();

    /// <summary>Checks what is this flow's own.</summary>
    /// <param name="refused">How it ended.</param>
    /// <param name="byTorturer">It would not have been refused otherwise, or not so.</param>
    protected abstract Task CheckEnd(bool refused, bool byTorturer);

    /// <summary>Of how many resources the owner is told when it is refused: once of each.</summary>
    protected virtual int Told => 1;

    protected virtual ShareLedgers Ledgers() => new(world);

    protected async Task<string?> StatusOf(ShareId id) => (await Slices.Shares.Find(id.Text))?.Status;

    protected async Task<string?> StatusOf(SnapshotId id) => (await Slices.Snapshots.Find(id.Text))?.Status;

    protected static OperationSubject On(Share share) =>
        new(ShareSubjects.Type, share.Id.Text, share.ProjectId, Request, share.Id.Text);

    protected static OperationSubject On(Snapshot snapshot) =>
        new(SnapshotSubjects.Type, snapshot.Id.Text, snapshot.ProjectId, Request, snapshot.ShareId.Text);

    static bool IsTorturersDoing(string? reason) =>
        reason is not null && (reason.Contains("by the torturer", StringComparison.Ordinal) || reason.Contains("by the deadline", StringComparison.Ordinal));
}
