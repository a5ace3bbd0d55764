using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.17: snapshots show whose they are.</summary>
sealed class V2_17() : Microversion(17)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<SnapshotView>().Gains("user_id", "project_id");
}
