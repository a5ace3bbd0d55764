using Abaca.Server.Shares;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.31: share groups.</summary>
sealed class V2_31() : Microversion(31)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareRoutes.Create, ShareRoutes.Index, ShareRoutes.Detail).Gains("share_group_id");
        change.Response<ShareView>().Gains("share_group_id", "source_share_group_snapshot_member_id");
    }
}
