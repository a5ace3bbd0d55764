using Abaca.Server.ShareTypes;
namespace Abaca.Server.Groups;

/// <summary>The one writer of share groups.</summary>
public sealed class ShareGroupStore(Db db, TimeProvider clock) : GroupStore<ShareGroup>(db, Columns, ("share_groups", "g"), clock)
{
    /// <summary>Columns, over the alias g.</summary>
    internal static readonly Columns<ShareGroup> Columns = new(c => new ShareGroup
    {
        Id = c.Word("g.id", id => new ShareGroupId(id), g => g.Id.Text),
        ProjectId = c.Text("g.project_id", g => g.ProjectId),
        UserId = c.Text("g.user_id", g => g.UserId),
        Name = c.TextOrNull("g.name", g => g.Name),
        Description = c.TextOrNull("g.description", g => g.Description),
        Status = c.Text("g.status", g => g.Status),
        Host = c.TextOrNull("g.host", g => g.Host),
        AvailabilityZone = c.TextOrNull("g.availability_zone", g => g.AvailabilityZone),
        TypeId = c.Text("g.share_group_type_id", g => g.TypeId),
        ShareTypeIds = c.Texts("g.share_type_ids", ',', g => g.ShareTypeIds),
        SourceSnapshotId = c.TextOrNull("g.source_share_group_snapshot_id", g => g.SourceSnapshotId),
        ConsistentSnapshotSupport = c.TextOrNull("g.consistent_snapshot_support", g => g.ConsistentSnapshotSupport),
        CreatedAt = c.Moment("g.created_at", g => g.CreatedAt),
        UpdatedAt = c.MomentOrNull("g.updated_at", g => g.UpdatedAt),
    });

    /// <summary>The table of the columns.</summary>
    internal static readonly Tables Tables = new("share_groups g");

    /// <summary>Adds a group.</summary>
    /// <exception cref="ApiRefusal">404: a type of it is gone.</exception>
    public async Task Insert(Tx tx, ShareGroup group, CancellationToken ct = default)
    {
        await ShareTypeStore.MustBeThere(tx, group.ShareTypeIds, ct);
        if (!await tx.Any($"FROM share_group_types WHERE id = {group.TypeId}", ct)) throw Visible<ShareGroupType>.NotFound(group.TypeId);
        await tx.Execute(Columns.Insert("share_groups g", group), ct);
    }

    /// <summary>Gives the group its place; null host takes it away again.</summary>
    public Task Place(Tx tx, ShareGroupId id, string? host, string? zone, string? consistency, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE share_groups SET host = {host}, availability_zone = {zone}, consistent_snapshot_support = {consistency}, updated_at = {Clock.GetUtcNow()}
         WHERE id = {id}
         """, ct);

    /// <summary>Removes the row.</summary>
    public Task Remove(Tx tx, ShareGroupId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM share_groups WHERE id = {id}", ct);

    /// <summary>Whether any share is in the group.</summary>
    public ValueTask<bool> HasShares(Tx tx, ShareGroupId id, CancellationToken ct = default) => tx.Any($"FROM shares WHERE share_group_id = {id}", ct);

    /// <summary>Whether any group was made from the group snapshot.</summary>
    public ValueTask<bool> IsSource(Tx tx, string snapshotId, CancellationToken ct = default) =>
        tx.Any($"FROM share_groups WHERE source_share_group_snapshot_id = {snapshotId}", ct);

    /// <summary>Whether any group has the group type.</summary>
    public ValueTask<bool> UsesType(Tx tx, string typeId, CancellationToken ct = default) => tx.Any($"FROM share_groups WHERE share_group_type_id = {typeId}", ct);
}
