using Abaca.Server.Replicas;

namespace Abaca.Server.Versions;

/// <summary>2.56: share replicas are no experiment any more.</summary>
sealed class V2_56() : Microversion(56)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.BecomeStable([.. ReplicaEndpoints.All, .. ReplicaExportEndpoints.All]);
}
