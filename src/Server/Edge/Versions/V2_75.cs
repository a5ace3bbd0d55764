using Abaca.Server.Replicas;

namespace Abaca.Server.Versions;

/// <summary>2.75: a promotion may wait for the old active replica to come to rest.</summary>
sealed class V2_75() : Microversion(75)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ReplicaEndpoints.Promote).Gains("quiesce_wait_time");
}
