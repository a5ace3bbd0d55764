using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.92: shares that are taken over may have a mount point of a name.</summary>
sealed class V2_92() : Microversion(92)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareManagementEndpoints.Manage).Gains("mount_point_name");
}
