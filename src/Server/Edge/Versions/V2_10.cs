using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.10: shares and their instances show the state of their access rules.</summary>
sealed class V2_10() : Microversion(10)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>().Gains("access_rules_status");
        change.Response<ShareInstanceView>().Gains("access_rules_status");
    }
}
