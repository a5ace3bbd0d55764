using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.73: snapshots have metadata.</summary>
sealed class V2_73() : Microversion(73)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(SnapshotMetadataEndpoints.All);
        change.Request(SnapshotEndpoints.Create, SnapshotEndpoints.Lists.Index, SnapshotEndpoints.Lists.Detail, SnapshotManagementEndpoints.Manage).Gains("metadata");
        change.Response<SnapshotView>().Gains("metadata");
    }
}
