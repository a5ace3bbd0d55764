using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.79: lists of snapshots can be counted.</summary>
sealed class V2_79() : Microversion(79)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(SnapshotEndpoints.Lists.Index, SnapshotEndpoints.Lists.Detail).Gains("with_count");
}
