using Abaca.Server.Replicas;

namespace Abaca.Server.Versions;

/// <summary>2.47: export locations of secondary replicas are hidden, and shown with their replica.</summary>
sealed class V2_47() : Microversion(47)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ReplicaExportEndpoints.All).BecomeExperimental(ReplicaExportEndpoints.All);
        change.Behaves(Behaviour.OnlyActiveReplicaExports);
    }
}
