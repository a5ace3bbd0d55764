using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>Brings a share group, and the shares that were to be made with it, to rest that an operation has left which nobody can read.</summary>
public sealed class UnattendedGroup(ShareGroupStore groups, ShareStore shares, MemberShares members, MessageStore messages) : IUnattended
{
    /// <inheritdoc/>
    public string ResourceType => GroupSubjects.Type;

    /// <inheritdoc/>
    public async Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default)
    {
        if (await groups.Find(tx, subject.ResourceId, ct) is not { } group || !GroupStatus.UnderWay.Contains(group.Status)) return;
        foreach (var share in await shares.InGroup(tx, group.Id, ct))
        {
            // A share that is made for itself in the group has an operation of its own.
            if (share.SourceGroupSnapshotMemberId is not null) await members.Failed(tx, share.Id.Text, MessageAction.Create, why.Detail, subject.RequestId, ct);
        }
        await groups.Move(tx, group.Id, GroupStatus.Error, [group.Status], ct);
        var action = group.Status == GroupStatus.Creating ? MessageAction.Create : MessageAction.Delete;
        await messages.Write(tx, action, GroupSubjects.Message(group, subject.RequestId), why.Detail, ct);
    }
}

/// <summary>The same for a group snapshot.</summary>
public sealed class UnattendedGroupSnapshot(GroupSnapshotStore snapshots, MessageStore messages) : IUnattended
{
    /// <inheritdoc/>
    public string ResourceType => GroupSubjects.SnapshotType;

    /// <inheritdoc/>
    public async Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default)
    {
        if (await snapshots.Find(tx, subject.ResourceId, ct) is not { } snapshot || !GroupStatus.UnderWay.Contains(snapshot.Status)) return;
        await snapshots.Move(tx, snapshot.Id, GroupStatus.Error, [snapshot.Status], ct);
        var action = snapshot.Status == GroupStatus.Creating ? MessageAction.Create : MessageAction.Delete;
        await messages.Write(tx, action, GroupSubjects.Message(snapshot, subject.RequestId), why.Detail, ct);
    }
}
