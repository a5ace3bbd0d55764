using Abaca.Server.Groups;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.31: share groups, as an experiment.</summary>
sealed class V2_31() : Microversion(31)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        IReadOnlyList<Endpoint> endpoints = [.. ShareGroupEndpoints.All, .. GroupSnapshotEndpoints.All, .. ShareGroupTypeEndpoints.All];
        change.Endpoints.Gains(endpoints).BecomeExperimental(endpoints);
        change.Request(ShareEndpoints.Create, ShareEndpoints.Index, ShareEndpoints.Detail).Gains("share_group_id");
        change.Response<ShareView>().Gains("share_group_id", "source_share_group_snapshot_member_id");
        change.Behaves(Behaviour.SharesInGroups);
    }
}
