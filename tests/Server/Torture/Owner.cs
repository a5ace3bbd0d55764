using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Operations;
using Abaca.Server.Replicas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>The owner of everything in a world, who deletes it piece by piece, as the API allows it; the backend says yes to all.</summary>
/// <param name="world">The world.</param>
sealed class Owner(ShareWorld world)
{
    const string Request = "req-deletes";

    /// <summary>Begins to delete what is next; false when there is nothing more.</summary>
    public async Task<bool> DeleteNext(Tx tx, OperationQueue operations)
    {
        foreach (var method in Enum.GetValues<DummyMethod>()) world.Backend.Fail(method, null);
        return await GroupSnapshot(tx, operations) || await Replica(tx, operations) || await Snapshot(tx, operations)
            || await Share(tx, operations) || await Group(tx, operations);
    }

    static ValueTask<string?> First(Tx tx, string table) => tx.Text(Sql.Raw($"SELECT id FROM {table} ORDER BY id LIMIT 1"));

    async Task<bool> GroupSnapshot(Tx tx, OperationQueue operations)
    {
        if (await First(tx, "share_group_snapshots") is not { } id) return false;
        var snapshot = (await world.Slices.GroupSnapshots.Find(tx, id))!;
        Assert.True(GroupStatus.Deletable.Contains(snapshot.Status), snapshot.Status);
        Assert.True(await world.Slices.GroupSnapshots.Move(tx, snapshot.Id, GroupStatus.Deleting, GroupStatus.Deletable));
        var subject = new OperationSubject(GroupSubjects.SnapshotType, id, snapshot.ProjectId, Request, snapshot.GroupId.Text);
        await operations.Start(tx, new DeleteGroupSnapshotState(id, false), subject, Slices.Service);
        return true;
    }

    async Task<bool> Snapshot(Tx tx, OperationQueue operations)
    {
        if (await First(tx, "snapshots") is not { } id) return false;
        var snapshot = (await world.Slices.Snapshots.Find(tx, id))!;
        var subject = new OperationSubject(SnapshotSubjects.Type, id, snapshot.ProjectId, Request, snapshot.ShareId.Text);
        if (snapshot.Status == SnapshotStatus.ManageError)
        {
            Assert.True(await world.Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.UnmanageStarting, [SnapshotStatus.ManageError]));
            await operations.Start(tx, new UnmanageSnapshotState(id, false), subject, Slices.Service);
            return true;
        }
        Assert.True(SnapshotStatus.Deletable.Contains(snapshot.Status), snapshot.Status);
        Assert.True(await world.Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.Deleting, SnapshotStatus.Deletable));
        await world.Slices.Followers.Become(tx, snapshot, SnapshotStatus.Deleting, default);
        await operations.Start(tx, new DeleteSnapshotState(id, false), subject, Slices.Service);
        return true;
    }

    async Task<bool> Replica(Tx tx, OperationQueue operations)
    {
        var id = await tx.First(
            $"SELECT i.id FROM share_instances i JOIN shares s ON s.id = i.share_id WHERE i.replica_state IS NOT NULL AND i.id <> s.instance_id ORDER BY i.id LIMIT 1",
            r => r.Text(0));
        if (id is null) return false;
        var replica = (await world.Slices.Instances.Find(tx, id))!;
        Assert.NotEqual(ShareStatus.ReplicationChange, replica.Status);
        await world.Slices.Instances.Move(tx, replica, ShareStatus.Deleting, [replica.Status]);
        var subject = new OperationSubject(ReplicaSubjects.Type, id, replica.ProjectId, Request, id);
        await operations.Start(tx, new DeleteReplicaState(id, false), subject, Abaca.Server.Operations.Lanes.Of(replica.ServiceHost));
        return true;
    }

    async Task<bool> Share(Tx tx, OperationQueue operations)
    {
        if (await First(tx, "shares") is not { } id) return false;
        var share = (await world.Slices.Shares.Find(tx, id))!;
        Assert.False(ShareTask.IsBusy(share), $"the share is busy: {share.TaskState}");
        var subject = new OperationSubject(ShareSubjects.Type, id, share.ProjectId, Request, id);
        if (share.Status == ShareStatus.ManageError)
        {
            Assert.True(await world.Slices.Shares.Move(tx, share.Id, ShareStatus.ManageErrorUnmanageStarting, [ShareStatus.ManageError]));
            await operations.Start(tx, new UnmanageShareState(id, false), subject, Slices.Service);
            return true;
        }
        Assert.True(ShareStatus.Deletable.Contains(share.Status), share.Status);
        Assert.True(await world.Slices.Shares.Move(tx, share.Id, ShareStatus.Deleting, ShareStatus.Deletable));
        await operations.Start(tx, new DeleteShareState(id, false), subject, Abaca.Server.Operations.Lanes.Of(share.ServiceHost));
        return true;
    }

    async Task<bool> Group(Tx tx, OperationQueue operations)
    {
        if (await First(tx, "share_groups") is not { } id) return false;
        var group = (await world.Slices.Groups.Find(tx, id))!;
        Assert.True(GroupStatus.Deletable.Contains(group.Status), group.Status);
        Assert.True(await world.Slices.Groups.Move(tx, group.Id, GroupStatus.Deleting, GroupStatus.Deletable));
        var subject = new OperationSubject(GroupSubjects.Type, id, group.ProjectId, Request, id);
        await operations.Start(tx, new DeleteShareGroupState(id, false), subject, Abaca.Server.Operations.Lanes.Of(group.ServiceHost));
        return true;
    }
}
