using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.27: shares can be reverted to their latest snapshot.</summary>
sealed class V2_27() : Microversion(27)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(SnapshotEndpoints.Revert);
        change.Response<ShareView>().Gains("revert_to_snapshot_support");
    }
}
