using Abaca.Server.Snapshots;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.12: admins see where a backend keeps a snapshot.</summary>
sealed class V2_12() : Microversion(12)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<SnapshotView>().Gains("provider_location");
}
