using Abaca.Server.Groups;

namespace Abaca.Server.Versions;

/// <summary>2.55: share groups are no experiment any more.</summary>
sealed class V2_55() : Microversion(55)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Endpoints.BecomeStable([.. ShareGroupEndpoints.All, .. GroupSnapshotEndpoints.All, .. ShareGroupTypeEndpoints.All]);
}
