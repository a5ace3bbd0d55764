namespace Abaca.Server.Groups;

/// <summary>A share group on the wire.</summary>
/// <param name="Group">What is shown.</param>
public sealed record ShareGroupView(ShareGroup Group) : IView<ShareGroupView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareGroupView> Shape { get; } = new ViewShape<ShareGroupView>("share_group", "share_groups")
        .Described(v => (v.Group.Id, v.Group.Status, v.Group))
        .Text("host", v => v.Group.Host)
        .Text("share_group_type_id", v => v.Group.TypeId)
        .Text("source_share_group_snapshot_id", v => v.Group.SourceSnapshotId)
        .Text("share_network_id", static _ => null)
        .List("share_types", v => v.Group.ShareTypeIds)
        .Links("share-groups", v => v.Group.Id.Text)
        .Text("availability_zone", v => v.Group.AvailabilityZone)
        .Text("consistent_snapshot_support", v => v.Group.ConsistentSnapshotSupport)
        .Text("share_server_id", static _ => null, Audience.Admin);
}
