using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.84: tenants name their mount point.</summary>
sealed class V2_84() : Microversion(84)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Request(ShareEndpoints.Create, ShareEndpoints.Index, ShareEndpoints.Detail).Gains("mount_point_name");
}
