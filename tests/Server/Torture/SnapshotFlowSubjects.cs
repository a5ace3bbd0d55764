using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A snapshot is taken.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class CreateSnapshotSubject(ShareWorld world, Share share, bool willing = true) : FlowSubject(world)
{
    Snapshot snapshot = null!;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.CreateSnapshot, new DummyFailure(FailureKind.Refuse));
        snapshot = World.PlannedSnapshot(share);
        await World.Ask(tx, snapshot, share);
        return await operations.Start(tx, new CreateSnapshotState(snapshot.Id.Text), On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused ? SnapshotStatus.Error : SnapshotStatus.Available, await StatusOf(snapshot.Id));
        Assert.Equal(ShareStatus.Available, await StatusOf(share.Id));
    }
}

/// <summary>A snapshot is deleted.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">Its share.</param>
/// <param name="snapshot">An available snapshot.</param>
/// <param name="force">By force.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class DeleteSnapshotSubject(ShareWorld world, Share share, Snapshot snapshot, bool force = false, bool willing = true) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.DeleteSnapshot, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.Deleting, [SnapshotStatus.Available]));
        return await operations.Start(tx, new DeleteSnapshotState(snapshot.Id.Text, force), On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused && !force ? SnapshotStatus.ErrorDeleting : null, await StatusOf(snapshot.Id));
        Assert.Equal(ShareStatus.Available, await StatusOf(share.Id));
    }

    protected override ShareLedgers Ledgers() => new(World) { MayBeLeft = force ? snapshot.InstanceId : null };
}
