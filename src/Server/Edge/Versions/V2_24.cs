using Abaca.Server.ShareTypes;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.24: types say whether shares can be made from snapshots.</summary>
sealed class V2_24() : Microversion(24)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>().Gains("create_share_from_snapshot_support");
        change.Response<ShareTypeView>().Before(v => v with { Inferred = [] });
        change.Behaves(Behaviour.ExplicitSnapshotSupport);
    }
}
