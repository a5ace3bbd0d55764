using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.69: shares go to a recycle bin and come back.</summary>
sealed class V2_69() : Microversion(69)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareEndpoints.Index, ShareEndpoints.Detail, ShareInstanceEndpoints.Index).Gains("is_soft_deleted");
        change.Response<ShareView>().Gains("is_soft_deleted", "scheduled_to_be_deleted_at");
    }
}
