namespace Abaca.Server.Shares;

/// <summary>A share on the wire.</summary>
/// <param name="Share">What is shown.</param>
/// <param name="Status">Status as this client's version has it.</param>
/// <param name="RulesStatus">Access rules status as this client's version has it.</param>
/// <param name="Type">Type by id, or by name for old clients.</param>
/// <param name="Exports">Paths, for clients that have no export location resource yet.</param>
public sealed record ShareView(Share Share, string Status, string RulesStatus, string? Type, IReadOnlyList<string> Exports) : IView<ShareView>
{
    /// <summary>A share as the newest version shows it.</summary>
    public static ShareView Of(Share share) => new(share, share.Status, share.AccessRulesStatus, share.TypeId, []);

    /// <inheritdoc/>
    public static ViewShape<ShareView> Shape { get; } = new ViewShape<ShareView>("share", "shares")
        .Summary("id", "name", "links")
        .Text("id", v => v.Share.Id.Text)
        .Number("size", v => v.Share.Size)
        .Text("availability_zone", v => v.Share.AvailabilityZone)
        .Moment("created_at", v => v.Share.CreatedAt)
        .Text("status", v => v.Status)
        .Text("name", v => v.Share.Name)
        .Text("description", v => v.Share.Description)
        .Text("project_id", v => v.Share.ProjectId)
        .Text("snapshot_id", v => v.Share.SnapshotId)
        .Text("share_network_id", v => v.Share.NetworkId)
        .Text("share_proto", v => v.Share.Protocol)
        .Map("metadata", v => v.Share.Metadata)
        .Text("share_type", v => v.Type)
        .Text("share_type_name", v => v.Share.TypeName)
        .Text("volume_type", v => v.Share.TypeName)
        .Links("shares", v => v.Share.Id.Text)
        .Flag("is_public", v => v.Share.IsPublic)
        .Text("export_location", v => v.Exports.Count > 0 ? v.Exports[0] : null)
        .List("export_locations", v => v.Exports)
        .Flag("snapshot_support", v => v.Share.Abilities.Snapshots)
        .Text("task_state", v => v.Share.TaskState)
        .Text("access_rules_status", v => v.RulesStatus)
        .Text("replication_type", v => v.Share.ReplicationType)
        .Flag("has_replicas", v => v.Share.HasReplicas)
        .Text("user_id", v => v.Share.UserId)
        .Flag("create_share_from_snapshot_support", v => v.Share.Abilities.SharesFromSnapshots)
        .Flag("revert_to_snapshot_support", v => v.Share.Abilities.Reverts)
        .Text("share_group_id", v => v.Share.GroupId)
        .Text("source_share_group_snapshot_member_id", v => v.Share.SourceGroupSnapshotMemberId)
        .Flag("mount_snapshot_support", v => v.Share.Abilities.MountableSnapshots)
        .Text("progress", v => v.Share.Progress)
        .Flag("is_soft_deleted", v => v.Share.IsSoftDeleted)
        .Moment("scheduled_to_be_deleted_at", v => v.Share.ScheduledToBeDeletedAt)
        .Text("source_backup_id", v => v.Share.SourceBackupId)
        .Text("encryption_key_ref", v => v.Share.EncryptionKeyRef)
        .Flag("snapshot_inherit_share_access_support", v => v.Share.Abilities.SnapshotsInheritAccess)
        .Text("share_server_id", v => v.Share.ServerId, Audience.HostAdmin)
        .Text("host", v => v.Share.Host, Audience.HostAdmin);
}
