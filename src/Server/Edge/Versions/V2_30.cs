using Abaca.Server.Replicas;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.30: share instances and replicas show whether their rules are cast to read-only.</summary>
sealed class V2_30() : Microversion(30)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareInstanceView>().Gains("cast_rules_to_readonly");
        change.Response<ShareReplicaView>().Gains("cast_rules_to_readonly");
    }
}
