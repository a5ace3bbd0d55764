using Abaca.Server.Groups;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.36: names and descriptions can be searched by part.</summary>
sealed class V2_36() : Microversion(36)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareEndpoints.Index, ShareEndpoints.Detail).Gains("name~", "description~", "description");
        change.Request(SnapshotEndpoints.Lists.Index, SnapshotEndpoints.Lists.Detail).Gains("name~", "description~", "description");
        change.Request(ShareGroupEndpoints.Lists.Index, ShareGroupEndpoints.Lists.Detail).Gains("name~", "description~");
        change.Behaves(Behaviour.LikeFilters);
    }
}
