using Abaca.Server.Groups;

namespace Abaca.Server.Versions;

/// <summary>2.34: share groups show where they are and how consistent their snapshots are.</summary>
sealed class V2_34() : Microversion(34)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareGroupView>().Gains("availability_zone", "consistent_snapshot_support");
}
