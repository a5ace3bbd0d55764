using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.54: creation reports its progress, and "creating_from_snapshot" becomes visible.</summary>
sealed class V2_54() : Microversion(54)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>()
            .Gains("progress")
            .Before(v => v.Status == ShareStatus.CreatingFromSnapshot ? v with { Status = ShareStatus.Creating } : v);
        change.Response<ShareInstanceView>().Gains("progress");
    }
}
