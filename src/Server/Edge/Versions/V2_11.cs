using Abaca.Server.Replicas;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.11: replication.</summary>
sealed class V2_11() : Microversion(11)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ReplicaEndpoints.All).BecomeExperimental(ReplicaEndpoints.All);
        change.Response<ShareView>().Gains("replication_type", "has_replicas");
        change.Response<ShareInstanceView>().Gains("replica_state");
    }
}
