using Abaca.Server.Absent;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.32: snapshots can be mounted.</summary>
sealed class V2_32() : Microversion(32)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>().Gains("mount_snapshot_support");
        change.Endpoints.Gains([SnapshotEndpoints.ExportLocations, SnapshotEndpoints.ExportLocation, SnapshotEndpoints.AccessList, .. AbsentEndpoints.Since(32)]);
    }
}
