using Abaca.Server.Groups;
using Abaca.Server.Shares;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.31: share groups, as an experiment.</summary>
sealed class V2_31() : Microversion(31)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        string[] operations = [.. ShareGroupRoutes.All, .. GroupSnapshotRoutes.All, .. ShareGroupTypeRoutes.All];
        change.Operations.Gains(operations).BecomeExperimental(operations);
        change.Request(ShareRoutes.Create, ShareRoutes.Index, ShareRoutes.Detail).Gains("share_group_id");
        change.Response<ShareView>().Gains("share_group_id", "source_share_group_snapshot_member_id");
        change.Behaves(Behaviour.SharesInGroups);
    }
}
