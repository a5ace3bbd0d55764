using Abaca.Server.Http;

namespace Abaca.Server.Groups;

/// <summary>PUT of a group and of a group snapshot: name and description; and the action reset_status of both.</summary>
public sealed class UpdateShareGroup(
    Visible<ShareGroup> visible, Visible<GroupSnapshot> visibleSnapshots, ShareGroupStore groups, GroupSnapshotStore snapshots, GroupWork work)
{
    /// <summary>PUT /share-groups/{id}.</summary>
    public async Task<Reply> Group(Call call)
    {
        var asked = call.Body("share_group").Only("name", "description");
        var group = await visible.ToChange(call, call["id"], "share_group:update");
        var changed = group with
        {
            Name = asked.Mentions("name") ? asked.Text("name") : group.Name,
            Description = asked.Mentions("description") ? asked.Text("description") : group.Description,
        };
        await work.Db.Transaction(tx => groups.Describe(tx, changed, call.Aborted), call.Aborted);
        return Reply.One(new ShareGroupView(changed));
    }

    /// <summary>PUT /share-group-snapshots/{id}.</summary>
    public async Task<Reply> Snapshot(Call call)
    {
        var asked = call.Body("share_group_snapshot").Only("name", "description");
        var snapshot = await visibleSnapshots.ToChange(call, call["id"], "share_group_snapshot:update");
        var changed = snapshot with
        {
            Name = asked.Mentions("name") ? asked.Text("name") : snapshot.Name,
            Description = asked.Mentions("description") ? asked.Text("description") : snapshot.Description,
        };
        await work.Db.Transaction(tx => snapshots.Describe(tx, changed, call.Aborted), call.Aborted);
        return Reply.One(new GroupSnapshotView(changed));
    }

    /// <summary>An operator overrules a group's status. Work under way goes on to its end, but finds the status changed and leaves it alone.</summary>
    public async Task<Reply> ResetGroup(Call call)
    {
        var status = Wanted(call);
        var group = await visible.ToChange(call, call["id"], "share_group:reset_status");
        await work.Db.Transaction(tx => groups.Reset(tx, group.Id, status, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>The same for a group snapshot.</summary>
    public async Task<Reply> ResetSnapshot(Call call)
    {
        var status = Wanted(call);
        var snapshot = await visibleSnapshots.ToChange(call, call["id"], "share_group_snapshot:reset_status");
        await work.Db.Transaction(tx => snapshots.Reset(tx, snapshot.Id, status, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }

    static string Wanted(Call call)
    {
        var status = call.ActionBody().Required("status");
        return GroupStatus.Resettable.Contains(status)
            ? status
            : throw Refusals.BadField("status", $"'{status}' is not one of {string.Join(", ", GroupStatus.Resettable.Order(StringComparer.Ordinal))}.");
    }
}
