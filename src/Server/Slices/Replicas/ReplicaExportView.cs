using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>An export location of a replica on the wire.</summary>
/// <param name="Export">What is shown.</param>
/// <param name="Replica">The replica that it leads to.</param>
public sealed record ReplicaExportView(StoredExport Export, ShareReplica Replica) : IView<ReplicaExportView>
{
    /// <inheritdoc/>
    public static ViewShape<ReplicaExportView> Shape { get; } = ExportLocationView.WithTimes(
        ExportLocationView.Fields<ReplicaExportView>(v => v.Export)
            .Text("replica_state", v => v.Replica.Share.ReplicaState)
            .Text("availability_zone", v => v.Replica.Share.AvailabilityZone),
        v => v.Export);
}
