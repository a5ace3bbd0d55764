namespace Abaca.Server.Groups;

/// <summary>A share group snapshot on the wire.</summary>
/// <param name="Snapshot">What is shown.</param>
public sealed record GroupSnapshotView(GroupSnapshot Snapshot) : IView<GroupSnapshotView>
{
    /// <inheritdoc/>
    public static ViewShape<GroupSnapshotView> Shape { get; } =
        new ViewShape<GroupSnapshotView>("share_group_snapshot", "share_group_snapshots", "share_group_snapshot_links")
            .Described(v => (v.Snapshot.Id, v.Snapshot.Status, v.Snapshot))
            .Text("share_group_id", v => v.Snapshot.GroupId.Text)
            .Custom("members", static (json, v, _) =>
            {
                json.WriteStartArray("members"u8);
                foreach (var member in v.Snapshot.Members)
                {
                    json.WriteStartObject();
                    json.WriteString("id"u8, member.Id);
                    json.WriteNumber("size"u8, member.Size);
                    json.WriteString("share_id"u8, member.ShareId.Text);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            })
            .Links("share-group-snapshots", v => v.Snapshot.Id.Text);
}

/// <summary>A member of a share group snapshot on the wire.</summary>
/// <param name="Member">What is shown.</param>
public sealed record GroupSnapshotMemberView(GroupSnapshotMember Member) : IView<GroupSnapshotMemberView>
{
    /// <inheritdoc/>
    public static ViewShape<GroupSnapshotMemberView> Shape { get; } =
        new ViewShape<GroupSnapshotMemberView>("share_group_snapshot_member", "share_group_snapshot_members")
            .Text("id", v => v.Member.Id)
            .Moment("created_at", v => v.Member.CreatedAt)
            .Number("size", v => v.Member.Size)
            .Text("share_protocol", v => v.Member.Protocol)
            .Text("project_id", v => v.Member.ProjectId)
            .Text("share_group_snapshot_id", v => v.Member.SnapshotId.Text)
            .Text("share_id", v => v.Member.ShareId.Text);
}
