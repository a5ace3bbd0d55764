using Abaca.Server.Groups;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.36: names and descriptions can be searched by part.</summary>
sealed class V2_36() : Microversion(36)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareRoutes.Index, ShareRoutes.Detail).Gains("name~", "description~", "description");
        change.Request(SnapshotRoutes.Index, SnapshotRoutes.Detail).Gains("name~", "description~", "description");
        change.Request(ShareGroupRoutes.Index, ShareGroupRoutes.Detail).Gains("name~", "description~");
        change.Behaves(Behaviour.LikeFilters);
    }
}
