using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.8: shares that are taken over may be public.</summary>
sealed class V2_08() : Microversion(8)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareManagementEndpoints.Manage).Gains("is_public");
}
