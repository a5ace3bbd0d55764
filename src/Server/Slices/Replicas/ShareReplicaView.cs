namespace Abaca.Server.Replicas;

/// <summary>A share replica on the wire.</summary>
/// <param name="Replica">What is shown.</param>
public sealed record ShareReplicaView(ShareReplica Replica) : IView<ShareReplicaView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareReplicaView> Shape { get; } = new ViewShape<ShareReplicaView>("share_replica", "share_replicas", "share_replica_links")
        .Summary("id", "share_id", "status", "replica_state")
        .Text("id", v => v.Replica.Id)
        .Text("share_id", v => v.Replica.Share.Id.Text)
        .Text("availability_zone", v => v.Replica.Share.AvailabilityZone)
        .Moment("created_at", v => v.Replica.CreatedAt)
        .Text("status", v => v.Replica.Share.Status)
        .Text("share_network_id", v => v.Replica.Share.NetworkId)
        .Text("replica_state", v => v.Replica.Share.ReplicaState)
        .Moment("updated_at", v => v.Replica.UpdatedAt)
        .Text("share_server_id", v => v.Replica.Share.ServerId, Audience.Admin)
        .Text("host", v => v.Replica.Share.Host, Audience.Admin)
        .Flag("cast_rules_to_readonly", v => v.Replica.Share.IsReadOnly, Audience.Admin)
        .Map("metadata", v => v.Replica.Metadata);
}
