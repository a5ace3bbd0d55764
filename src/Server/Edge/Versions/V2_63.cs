using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.63: security services of a share network are replaced, and it has a status.</summary>
sealed class V2_63() : Microversion(63)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(
            ShareNetworkEndpoints.ReplaceService, ShareNetworkEndpoints.CheckAdd, ShareNetworkEndpoints.CheckReplace, ShareNetworkEndpoints.ResetStatus);
        change.Response<ShareNetworkView>().Gains("status", "security_service_update_support");
    }
}
