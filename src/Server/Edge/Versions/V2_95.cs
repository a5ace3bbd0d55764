using Abaca.Server.Replicas;

namespace Abaca.Server.Versions;

/// <summary>2.95: share replicas have metadata.</summary>
sealed class V2_95() : Microversion(95)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ReplicaMetadataEndpoints.All);
        change.Request(ReplicaEndpoints.Create).Gains("metadata");
        change.Response<ShareReplicaView>().Gains("metadata");
    }
}
