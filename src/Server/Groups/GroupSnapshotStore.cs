using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>The one writer of share group snapshots and their members.</summary>
public sealed class GroupSnapshotStore(Db db, TimeProvider clock)
{
    /// <summary>Columns, in the order <see cref="Read"/> expects.</summary>
    internal static readonly Sql Columns = Sql.Raw("n.id, n.share_group_id, n.project_id, n.user_id, n.name, n.description, n.status, n.created_at, n.updated_at");

    static readonly Sql MemberColumns = Sql.Raw(
        "id, share_group_snapshot_id, share_id, share_instance_id, project_id, size, share_proto, details, created_at");

    /// <summary>A group snapshot by id, with its members, or null.</summary>
    public async ValueTask<GroupSnapshot?> Find(string id, CancellationToken ct = default) =>
        await db.First<GroupSnapshot>($"SELECT {Columns} FROM share_group_snapshots n WHERE n.id = {id}", Read, ct) is { } found
            ? (await WithMembers([found], ct))[0]
            : null;

    /// <summary>The same inside a transaction.</summary>
    public async Task<GroupSnapshot?> Find(Tx tx, string id, CancellationToken ct = default)
    {
        var found = await tx.First<GroupSnapshot>($"SELECT {Columns} FROM share_group_snapshots n WHERE n.id = {id}", Read, ct);
        return found is null ? null : found with { Members = await tx.Query(MembersOf([id]), ReadMember, ct) };
    }

    /// <summary>The same snapshots with their members.</summary>
    internal async Task<List<GroupSnapshot>> WithMembers(List<GroupSnapshot> snapshots, CancellationToken ct = default)
    {
        if (snapshots.Count == 0) return snapshots;
        var members = (await db.Query(MembersOf(snapshots.Select(s => s.Id.Text)), ReadMember, ct)).ToLookup(m => m.SnapshotId);
        return snapshots.ConvertAll(s => s with { Members = [.. members[s.Id]] });
    }

    /// <summary>A member by id, or null.</summary>
    public ValueTask<GroupSnapshotMember?> Member(string id, CancellationToken ct = default) =>
        db.First<GroupSnapshotMember>($"SELECT {MemberColumns} FROM share_group_snapshot_members WHERE id = {id}", ReadMember, ct);

    /// <summary>Whether a group snapshot holds a snapshot of the share.</summary>
    public async Task<bool> HasMemberOf(Tx tx, ShareId share, CancellationToken ct = default) =>
        await tx.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM share_group_snapshot_members WHERE share_id = {share} LIMIT 1)", ct) > 0;

    /// <summary>Whether the group has any snapshot.</summary>
    public async Task<bool> Any(Tx tx, ShareGroupId group, CancellationToken ct = default) =>
        await tx.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM share_group_snapshots WHERE share_group_id = {group} LIMIT 1)", ct) > 0;

    /// <summary>Adds a group snapshot with its members.</summary>
    public async Task Insert(Tx tx, GroupSnapshot snapshot, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             INSERT INTO share_group_snapshots (id, share_group_id, project_id, user_id, name, description, status, created_at)
             VALUES ({snapshot.Id}, {snapshot.GroupId}, {snapshot.ProjectId}, {snapshot.UserId}, {snapshot.Name}, {snapshot.Description},
               {snapshot.Status}, {snapshot.CreatedAt})
             """, ct);
        foreach (var member in snapshot.Members)
        {
            await tx.Execute(
                $"""
                 INSERT INTO share_group_snapshot_members ({MemberColumns})
                 VALUES ({member.Id}, {snapshot.Id}, {member.ShareId}, {member.ShareInstanceId}, {member.ProjectId}, {member.Size},
                   {member.Protocol}, {Json.Write(member.Details)}, {member.CreatedAt})
                 """, ct);
        }
    }

    /// <summary>Moves a group snapshot from one of the given statuses to another.</summary>
    /// <returns>False when it is in none of them (any more): a conflict for the caller to tell.</returns>
    public async Task<bool> Move(Tx tx, GroupSnapshotId id, string to, IReadOnlyCollection<string> from, CancellationToken ct = default)
    {
        GroupStatus.Check(to, from);
        return await tx.Execute(
            $"UPDATE share_group_snapshots SET status = {to}, updated_at = {clock.GetUtcNow()} WHERE id = {id} AND status IN ({Sql.List(from)})", ct) > 0;
    }

    /// <summary>Sets the status whatever it was: an operator's reset.</summary>
    public Task Reset(Tx tx, GroupSnapshotId id, string status, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_group_snapshots SET status = {status}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Keeps what the driver wants back with every call for a member.</summary>
    public Task SetDetails(Tx tx, string memberId, IReadOnlyDictionary<string, string> details, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_group_snapshot_members SET details = {Json.Write(details)} WHERE id = {memberId}", ct);

    /// <summary>Sets name and description.</summary>
    public Task Describe(Tx tx, GroupSnapshot snapshot, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE share_group_snapshots SET name = {snapshot.Name}, description = {snapshot.Description}, updated_at = {clock.GetUtcNow()}
         WHERE id = {snapshot.Id}
         """, ct);

    /// <summary>Removes a group snapshot and its members.</summary>
    public async Task Remove(Tx tx, GroupSnapshotId id, CancellationToken ct = default)
    {
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM share_group_snapshot_members WHERE share_group_snapshot_id = {id}"), ct);
        await tx.Execute($"DELETE FROM share_group_snapshot_members WHERE share_group_snapshot_id = {id}", ct);
        await tx.Execute($"DELETE FROM share_group_snapshots WHERE id = {id}", ct);
    }

    /// <summary>Reads one group snapshot, without members.</summary>
    internal static GroupSnapshot Read(Row row) => new()
    {
        Id = new GroupSnapshotId(row.Text(0)),
        GroupId = new ShareGroupId(row.Text(1)),
        ProjectId = row.Text(2),
        UserId = row.Text(3),
        Name = row.TextOrNull(4),
        Description = row.TextOrNull(5),
        Status = row.Text(6),
        CreatedAt = row.Moment(7),
        UpdatedAt = row.MomentOrNull(8),
    };

    static Sql MembersOf(IEnumerable<string> snapshots) => Sql.Of(
        $"SELECT {MemberColumns} FROM share_group_snapshot_members WHERE share_group_snapshot_id IN ({Sql.List(snapshots)}) ORDER BY created_at, id");

    static GroupSnapshotMember ReadMember(Row row) => new()
    {
        Id = row.Text(0),
        SnapshotId = new GroupSnapshotId(row.Text(1)),
        ShareId = new ShareId(row.Text(2)),
        ShareInstanceId = new ShareInstanceId(row.Text(3)),
        ProjectId = row.Text(4),
        Size = (int)row.Number(5),
        Protocol = row.Text(6),
        Details = row.Map(7),
        CreatedAt = row.Moment(8),
    };
}
