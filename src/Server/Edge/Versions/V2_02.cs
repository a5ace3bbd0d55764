using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.2: shares say whether snapshots can be taken.</summary>
sealed class V2_02() : Microversion(2)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareView>().Gains("snapshot_support");
}
