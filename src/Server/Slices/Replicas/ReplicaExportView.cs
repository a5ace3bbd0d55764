using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>An export location of a replica on the wire.</summary>
/// <param name="Export">What is shown.</param>
/// <param name="Replica">The replica that it leads to.</param>
public sealed record ReplicaExportView(StoredExport Export, ShareReplica Replica) : IView<ReplicaExportView>
{
    /// <inheritdoc/>
    public static ViewShape<ReplicaExportView> Shape { get; } = new ViewShape<ReplicaExportView>("export_location", "export_locations")
        .Text("id", v => v.Export.Id)
        .Text("path", v => v.Export.Path)
        .Flag("preferred", v => v.Export.Preferred)
        .Map("metadata", v => v.Export.Metadata)
        .Text("share_instance_id", v => v.Export.InstanceId, Audience.Admin)
        .Flag("is_admin_only", v => v.Export.AdminOnly, Audience.Admin)
        .Text("replica_state", v => v.Replica.Share.ReplicaState)
        .Text("availability_zone", v => v.Replica.Share.AvailabilityZone)
        .Moment("created_at", v => v.Export.CreatedAt, ViewForm.Show)
        .Moment("updated_at", v => v.Export.UpdatedAt, ViewForm.Show);
}
