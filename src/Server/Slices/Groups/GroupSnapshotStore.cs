using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>The one writer of share group snapshots and their members.</summary>
public sealed class GroupSnapshotStore(Db db, TimeProvider clock) : GroupStore<GroupSnapshot>(db, Columns, ("share_group_snapshots", "n"), clock)
{
    /// <summary>Columns of a group snapshot without its members, over the alias n.</summary>
    internal static readonly Columns<GroupSnapshot> Columns = new(c => new GroupSnapshot
    {
        Id = c.Word("n.id", id => new GroupSnapshotId(id), n => n.Id.Text),
        GroupId = c.Word("n.share_group_id", id => new ShareGroupId(id), n => n.GroupId.Text),
        ProjectId = c.Text("n.project_id", n => n.ProjectId),
        UserId = c.Text("n.user_id", n => n.UserId),
        Name = c.TextOrNull("n.name", n => n.Name),
        Description = c.TextOrNull("n.description", n => n.Description),
        Status = c.Text("n.status", n => n.Status),
        CreatedAt = c.Moment("n.created_at", n => n.CreatedAt),
        UpdatedAt = c.MomentOrNull("n.updated_at", n => n.UpdatedAt),
    });

    static readonly Columns<GroupSnapshotMember> MemberColumns = new(c => new GroupSnapshotMember
    {
        Id = c.Text("id", m => m.Id),
        SnapshotId = c.Word("share_group_snapshot_id", id => new GroupSnapshotId(id), m => m.SnapshotId.Text),
        ShareId = c.Word("share_id", id => new ShareId(id), m => m.ShareId.Text),
        ShareInstanceId = c.Word("share_instance_id", id => new ShareInstanceId(id), m => m.ShareInstanceId.Text),
        ProjectId = c.Text("project_id", m => m.ProjectId),
        Size = c.Count("size", m => m.Size),
        Protocol = c.Text("share_proto", m => m.Protocol),
        Details = c.Map("details", m => m.Details),
        CreatedAt = c.Moment("created_at", m => m.CreatedAt),
    });

    /// <summary>The table of the columns.</summary>
    internal static readonly Tables Tables = new("share_group_snapshots n");

    /// <summary>A group snapshot by id, with its members, or null.</summary>
    public override async ValueTask<GroupSnapshot?> Find(IQueries at, string id, CancellationToken ct = default) =>
        await base.Find(at, id, ct) is { } found ? found with { Members = await MembersOf(at, [id], ct) } : null;

    /// <summary>The same snapshots with their members.</summary>
    internal async Task<List<GroupSnapshot>> WithMembers(List<GroupSnapshot> snapshots, CancellationToken ct = default)
    {
        if (snapshots.Count == 0) return snapshots;
        var members = (await MembersOf(Db, snapshots.Select(s => s.Id.Text), ct)).ToLookup(m => m.SnapshotId);
        return snapshots.ConvertAll(s => s with { Members = [.. members[s.Id]] });
    }

    /// <summary>A member by id, or null.</summary>
    public ValueTask<GroupSnapshotMember?> Member(string id, CancellationToken ct = default) =>
        Db.First(MemberColumns, $"FROM share_group_snapshot_members WHERE id = {id}", ct);

    /// <summary>Whether a group snapshot holds a snapshot of the share.</summary>
    public ValueTask<bool> HasMemberOf(Tx tx, ShareId share, CancellationToken ct = default) =>
        tx.Any($"FROM share_group_snapshot_members WHERE share_id = {share}", ct);

    /// <summary>Whether the group has any snapshot.</summary>
    public ValueTask<bool> Any(Tx tx, ShareGroupId group, CancellationToken ct = default) =>
        tx.Any($"FROM share_group_snapshots WHERE share_group_id = {group}", ct);

    /// <summary>Adds a group snapshot with its members.</summary>
    public async Task Insert(Tx tx, GroupSnapshot snapshot, CancellationToken ct = default)
    {
        await tx.Execute(Columns.Insert("share_group_snapshots n", snapshot), ct);
        foreach (var member in snapshot.Members)
        {
            await tx.Execute(MemberColumns.Insert("share_group_snapshot_members", member with { SnapshotId = snapshot.Id }), ct);
        }
    }

    /// <summary>Keeps what the driver wants back with every call for a member.</summary>
    public Task SetDetails(Tx tx, string memberId, IReadOnlyDictionary<string, string> details, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_group_snapshot_members SET details = {Json.Write(details)} WHERE id = {memberId}", ct);

    /// <summary>Removes a group snapshot and its members.</summary>
    public async Task Remove(Tx tx, GroupSnapshotId id, CancellationToken ct = default)
    {
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM share_group_snapshot_members WHERE share_group_snapshot_id = {id}"), ct);
        await tx.Execute($"DELETE FROM share_group_snapshot_members WHERE share_group_snapshot_id = {id}", ct);
        await tx.Execute($"DELETE FROM share_group_snapshots WHERE id = {id}", ct);
    }

    static ValueTask<List<GroupSnapshotMember>> MembersOf(IQueries at, IEnumerable<string> snapshots, CancellationToken ct) => at.Query(
        MemberColumns, $"FROM share_group_snapshot_members WHERE share_group_snapshot_id IN ({Sql.List(snapshots)}) ORDER BY created_at, id", ct);
}
