using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Replicas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A replica is made of a share with a snapshot.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share.</param>
/// <param name="willing">Whether the other pool will have it.</param>
sealed class CreateReplicaSubject(ShareWorld world, Share share, bool willing) : FlowSubject(world)
{
    Share replica = null!;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.CreateReplica, new DummyFailure(FailureKind.Refuse));
        var replicas = new ReplicaWorld(World);
        replica = replicas.Planned(share);
        await replicas.Ask(tx, replica, share);
        var state = new CreateReplicaState(replica.InstanceId.Text, null, null, false);
        return await operations.Start(tx, state, ReplicaCases.On(replica), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was made although the backend refused");
        var made = (await Slices.Instances.Find(replica.InstanceId.Text))!;
        Assert.Equal(refused ? (ShareStatus.Error, "") : (ShareStatus.Available, $"{Slices.Service}#small"), (made.Status, made.Host));
        Assert.Contains(made.ReplicaState, refused ? (string[])[SyncState.Error] : [SyncState.OutOfSync, SyncState.InSync]); // it is filled meanwhile
        Assert.Equal((ShareStatus.Available, share.InstanceId), await ReplicaCases.Shown(Slices, share.Id));
        var snapshot = Assert.Single(await Slices.ReplicaSnapshots.On(Slices.ReplicaSnapshots.Now, replica.InstanceId));
        Assert.Equal(refused ? SnapshotStatus.Error : SnapshotStatus.Available, snapshot.Status);
    }
}

/// <summary>A replica is deleted, from whatever status.</summary>
/// <param name="world">Its world.</param>
/// <param name="replica">The replica.</param>
/// <param name="force">By force.</param>
/// <param name="willing">Whether the backend drops it.</param>
sealed class DeleteReplicaSubject(ShareWorld world, Share replica, bool force, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.DeleteReplica, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Instances.Move(tx, replica, ShareStatus.Deleting, [ShareStatus.Available]));
        return await operations.Start(tx, new DeleteReplicaState(replica.InstanceId.Text, force), ReplicaCases.On(replica), replica.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        var left = await Slices.Instances.Find(replica.InstanceId.Text);
        Assert.Equal(refused && !force ? (ShareStatus.ErrorDeleting, SyncState.Error) : (null, null), (left?.Status, left?.ReplicaState));
        Assert.False((await Slices.Shares.Find(replica.Id.Text))!.HasReplicas && left is null);
    }

    protected override ShareLedgers Ledgers() => new(World) { MayBeLeft = force ? replica.InstanceId.Text : null, SnapshotsMayBeLeft = force };
}

/// <summary>A replica becomes the active one.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share as the active replica until then.</param>
/// <param name="replica">The other one.</param>
/// <param name="willing">Whether the backend promotes it.</param>
sealed class PromoteReplicaSubject(ShareWorld world, Share share, Share replica, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.PromoteReplica, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Instances.Move(tx, replica, ShareStatus.ReplicationChange, [ShareStatus.Available]));
        await Slices.Instances.Represent(tx, replica);
        var state = new PromoteReplicaState(replica.InstanceId.Text, share.InstanceId.Text);
        return await operations.Start(tx, state, ReplicaCases.On(replica), replica.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        var (old, other) = ((await Slices.Instances.Find(share.InstanceId.Text))!, (await Slices.Instances.Find(replica.InstanceId.Text))!);
        Assert.Equal(refused ? share.InstanceId : replica.InstanceId, (await ReplicaCases.Shown(Slices, share.Id)).Instance);
        if (!refused)
        {
            Assert.Equal((ShareStatus.Available, SyncState.Active, false), (other.Status, other.ReplicaState, other.IsReadOnly));
            Assert.Equal((ShareStatus.Available, SyncState.OutOfSync, true), (old.Status, old.ReplicaState, old.IsReadOnly));
            Assert.False(World.Backend.Holds().Shares.Single(s => s.InstanceId == replica.InstanceId.Text).IsReplica);
            return;
        }
        // Nobody knows how far it came when it is broken off; the backend's own refusal leaves all as it was.
        Assert.Equal((SyncState.Active, SyncState.OutOfSync), (old.ReplicaState, other.ReplicaState));
        Assert.Contains((old.Status, other.Status), ((string, string)[])[(ShareStatus.Available, ShareStatus.Available), (ShareStatus.Error, ShareStatus.Error)]);
        if (!byTorturer) Assert.Equal(ShareStatus.Available, other.Status);
    }
}

/// <summary>What the cases of replicas have in common.</summary>
static class ReplicaCases
{
    /// <summary>A replica as the subject of an operation.</summary>
    public static OperationSubject On(Share replica) =>
        new(ReplicaSubjects.Type, replica.InstanceId.Text, replica.ProjectId, "req-tortured", replica.InstanceId.Text);

    /// <summary>How the share is shown.</summary>
    public static async Task<(string Status, ShareInstanceId Instance)> Shown(Slices slices, ShareId id)
    {
        var share = (await slices.Shares.Find(id.Text))!;
        return (share.Status, share.InstanceId);
    }
}
