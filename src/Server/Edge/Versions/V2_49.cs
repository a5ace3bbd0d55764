using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.49: shares on share servers can be taken over.</summary>
sealed class V2_49() : Microversion(49)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareManagementEndpoints.Manage).Gains("share_server_id");
}
