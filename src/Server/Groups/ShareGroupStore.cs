using Abaca.Server.Data;

namespace Abaca.Server.Groups;

/// <summary>The one writer of share groups.</summary>
public sealed class ShareGroupStore(Db db, TimeProvider clock)
{
    /// <summary>Columns, in the order <see cref="Read"/> expects.</summary>
    internal static readonly Sql Columns = Sql.Raw(
        """
        g.id, g.project_id, g.user_id, g.name, g.description, g.status, g.host, g.availability_zone, g.share_group_type_id, g.share_type_ids,
        g.source_share_group_snapshot_id, g.consistent_snapshot_support, g.created_at, g.updated_at
        """);

    /// <summary>A group by id, or null.</summary>
    public ValueTask<ShareGroup?> Find(string id, CancellationToken ct = default) =>
        db.First<ShareGroup>($"SELECT {Columns} FROM share_groups g WHERE g.id = {id}", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<ShareGroup?> Find(Tx tx, string id, CancellationToken ct = default) =>
        tx.First<ShareGroup>($"SELECT {Columns} FROM share_groups g WHERE g.id = {id}", Read, ct);

    /// <summary>Adds a group.</summary>
    public Task Insert(Tx tx, ShareGroup group, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO share_groups (id, project_id, user_id, name, description, status, host, availability_zone, share_group_type_id, share_type_ids,
           source_share_group_snapshot_id, consistent_snapshot_support, created_at)
         VALUES ({group.Id}, {group.ProjectId}, {group.UserId}, {group.Name}, {group.Description}, {group.Status}, {group.Host},
           {group.AvailabilityZone}, {group.TypeId}, {string.Join(',', group.ShareTypeIds)}, {group.SourceSnapshotId},
           {group.ConsistentSnapshotSupport}, {group.CreatedAt})
         """, ct);

    /// <summary>Moves a group from one of the given statuses to another.</summary>
    /// <returns>False when it is in none of them (any more): a conflict for the caller to tell.</returns>
    public async Task<bool> Move(Tx tx, ShareGroupId id, string to, IReadOnlyCollection<string> from, CancellationToken ct = default)
    {
        GroupStatus.Check(to, from);
        return await tx.Execute(
            $"UPDATE share_groups SET status = {to}, updated_at = {clock.GetUtcNow()} WHERE id = {id} AND status IN ({Sql.List(from)})", ct) > 0;
    }

    /// <summary>Sets the status whatever it was: an operator's reset.</summary>
    public Task Reset(Tx tx, ShareGroupId id, string status, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_groups SET status = {status}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Gives the group its place; null host takes it away again.</summary>
    public Task Place(Tx tx, ShareGroupId id, string? host, string? zone, string? consistency, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE share_groups SET host = {host}, availability_zone = {zone}, consistent_snapshot_support = {consistency}, updated_at = {clock.GetUtcNow()}
         WHERE id = {id}
         """, ct);

    /// <summary>Sets name and description.</summary>
    public Task Describe(Tx tx, ShareGroup group, CancellationToken ct = default) => tx.Execute(
        $"UPDATE share_groups SET name = {group.Name}, description = {group.Description}, updated_at = {clock.GetUtcNow()} WHERE id = {group.Id}", ct);

    /// <summary>Removes the row.</summary>
    public Task Remove(Tx tx, ShareGroupId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM share_groups WHERE id = {id}", ct);

    /// <summary>Whether any share is in the group.</summary>
    public async Task<bool> HasShares(Tx tx, ShareGroupId id, CancellationToken ct = default) =>
        await tx.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM shares WHERE share_group_id = {id} LIMIT 1)", ct) > 0;

    /// <summary>Whether any group was made from the group snapshot.</summary>
    public async Task<bool> IsSource(Tx tx, string snapshotId, CancellationToken ct = default) =>
        await tx.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM share_groups WHERE source_share_group_snapshot_id = {snapshotId} LIMIT 1)", ct) > 0;

    /// <summary>Whether any group has the group type.</summary>
    public async Task<bool> UsesType(Tx tx, string typeId, CancellationToken ct = default) =>
        await tx.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM share_groups WHERE share_group_type_id = {typeId} LIMIT 1)", ct) > 0;

    /// <summary>Reads one group.</summary>
    internal static ShareGroup Read(Row row) => new()
    {
        Id = new ShareGroupId(row.Text(0)),
        ProjectId = row.Text(1),
        UserId = row.Text(2),
        Name = row.TextOrNull(3),
        Description = row.TextOrNull(4),
        Status = row.Text(5),
        Host = row.TextOrNull(6),
        AvailabilityZone = row.TextOrNull(7),
        TypeId = row.Text(8),
        ShareTypeIds = row.Text(9).Split(',', StringSplitOptions.RemoveEmptyEntries),
        SourceSnapshotId = row.TextOrNull(10),
        ConsistentSnapshotSupport = row.TextOrNull(11),
        CreatedAt = row.Moment(12),
        UpdatedAt = row.MomentOrNull(13),
    };
}
