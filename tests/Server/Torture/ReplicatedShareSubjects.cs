using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A flow of a share that has a replica: in the end the replica, too, is as it should be once it has been looked at.</summary>
/// <param name="world">Its world.</param>
/// <param name="replica">The replica that follows.</param>
abstract class FollowedSubject(ShareWorld world, Share replica) : FlowSubject(world)
{
    protected Share Replica => replica;

    protected async Task Follow() => await Slices.ReplicaReconciler.Reconcile(replica.InstanceId.Text, CancellationToken.None);
}

/// <summary>A share with a replica is extended.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share.</param>
/// <param name="replica">Its replica.</param>
/// <param name="size">New size in GiB.</param>
sealed class ExtendReplicatedSubject(ShareWorld world, Share share, Share replica, int size) : FollowedSubject(world, replica)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        await Slices.Growth.Charge(tx, share, size, isNew: true);
        Assert.True(await Slices.Shares.Move(tx, share.Id, ShareStatus.Extending, [ShareStatus.Available]));
        var state = new ExtendShareState(share.Id.Text, share.Size, size, Force: false);
        return await operations.Start(tx, state, On(share), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(!refused || byTorturer, "it was refused");
        Assert.Equal(refused ? share.Size : size, (await Slices.Shares.Find(share.Id.Text))!.Size);
        await Follow();
        Assert.Equal(refused ? share.Size : size, World.Backend.Holds().Shares.Single(s => s.InstanceId == Replica.InstanceId.Text).SizeGib);
    }

    protected override ShareLedgers Ledgers() => new(World) { UnsureSize = size };
}

/// <summary>A snapshot of a share with a replica is taken.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share.</param>
/// <param name="replica">Its replica.</param>
sealed class CreateReplicatedSnapshotSubject(ShareWorld world, Share share, Share replica) : FollowedSubject(world, replica)
{
    Snapshot snapshot = null!;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        snapshot = World.PlannedSnapshot(share);
        await World.Ask(tx, snapshot, share);
        await Slices.ReplicaSnapshots.Add(tx, snapshot.Id, Replica.InstanceId, SnapshotStatus.Creating);
        return await operations.Start(tx, new CreateSnapshotState(snapshot.Id.Text), On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(!refused || byTorturer, "it was refused");
        await Follow();
        Assert.Equal(refused ? SnapshotStatus.Error : SnapshotStatus.Available, await StatusOf(snapshot.Id));
        var on = Assert.Single(await Slices.ReplicaSnapshots.On(Slices.ReplicaSnapshots.Now, Replica.InstanceId));
        Assert.Equal(refused ? SnapshotStatus.Error : SnapshotStatus.Available, on.Status);
    }
}

/// <summary>A snapshot of a share with a replica is deleted.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share.</param>
/// <param name="replica">Its replica.</param>
/// <param name="snapshot">The snapshot.</param>
sealed class DeleteReplicatedSnapshotSubject(ShareWorld world, Share share, Share replica, Snapshot snapshot) : FollowedSubject(world, replica)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        Assert.True(await Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.Deleting, [SnapshotStatus.Available]));
        await Slices.ReplicaSnapshots.Follow(tx, snapshot, SnapshotStatus.Deleting);
        return await operations.Start(tx, new DeleteSnapshotState(snapshot.Id.Text, Force: false), On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(!refused || byTorturer, "it was refused");
        await Follow();
        Assert.Equal(refused ? SnapshotStatus.ErrorDeleting : null, await StatusOf(snapshot.Id));
        if (!refused) Assert.Empty(World.Backend.Holds().Snapshots);
    }
}
