using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>POST /share-group-snapshots. Answers at once with a group snapshot in "creating"; <see cref="CreateGroupSnapshotFlow"/> does the work.</summary>
public sealed class CreateGroupSnapshot(
    Visible<ShareGroup> visible, ShareGroupStore groups, GroupSnapshotStore snapshots, ShareStore shares, QuotaLedger quotas, GroupWork work, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("share_group_snapshot").Only("share_group_id", "name", "description");
        var id = asked.Id("share_group_id") ?? throw Refusals.BadField("share_group_id", "a value is required.");
        var (name, description) = (asked.Text("name"), asked.Text("description"));
        // A group that is not there is a bad request here, not a missing resource.
        var group = await visible.Seen(call, id) ?? throw Refusals.BadField("share_group_id", $"there is no share group {id}.");
        call.Caller.Must("share_group_snapshot:create", group.ProjectId, group.UserId);
        var snapshot = await work.Db.Transaction(async tx =>
        {
            var now = await groups.Find(tx, group.Id, call.Aborted);
            if (now?.Status != GroupStatus.Available) throw Refusals.Conflict($"Share group {id} is {now?.Status ?? "gone"}; it must be {GroupStatus.Available}.");
            var planned = Planned(call, now, await shares.InGroup(tx, now.Id, call.Aborted)) with { Name = name, Description = description };
            await quotas.Take(tx, GroupSubjects.CostOf(planned), call.Aborted);
            await snapshots.Insert(tx, planned, call.Aborted);
            await work.Operations.Start(tx, new CreateGroupSnapshotState(planned.Id.Text), GroupSubjects.Of(planned, call.Caller), Lanes.Of(now.ServiceHost), call.Aborted);
            return planned;
        }, call.Aborted);
        return Reply.One(new GroupSnapshotView(snapshot), 202);
    }

    GroupSnapshot Planned(Call call, ShareGroup group, List<Share> members)
    {
        if (members.Find(s => s.Status != ShareStatus.Available) is { } busy)
        {
            throw Refusals.Conflict($"Share {busy.Id} of the group is {busy.Status}; all of its shares must be {ShareStatus.Available}.");
        }
        if (members.Find(s => !s.Abilities.Snapshots) is { } without)
        {
            throw Refusals.Conflict($"Share {without.Id} of the group does not offer snapshots (snapshot_support).");
        }
        var id = GroupSnapshotId.New();
        var now = clock.GetUtcNow();
        return new GroupSnapshot
        {
            Id = id,
            GroupId = group.Id,
            ProjectId = call.Caller.ProjectId,
            UserId = call.Caller.UserId,
            CreatedAt = now,
            Members = members.ConvertAll(share => new GroupSnapshotMember
            {
                Id = Guid.NewGuid().ToString(),
                SnapshotId = id,
                ShareId = share.Id,
                ShareInstanceId = share.InstanceId,
                ProjectId = call.Caller.ProjectId,
                Size = share.Size,
                Protocol = share.Protocol,
                CreatedAt = now,
            }),
        };
    }
}
