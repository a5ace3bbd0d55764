using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.99: snapshots may inherit the access rules of their share.</summary>
sealed class V2_99() : Microversion(99)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareView>().Gains("snapshot_inherit_share_access_support");
}
