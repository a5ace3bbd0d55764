using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.12: snapshots can be taken over and let go of; admins see where a backend keeps them.</summary>
sealed class V2_12() : Microversion(12)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(SnapshotManagementEndpoints.Manage, SnapshotManagementEndpoints.Unmanage);
        change.Response<SnapshotView>().Gains("provider_location");
    }
}
