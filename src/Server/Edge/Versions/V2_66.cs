using Abaca.Server.Groups;

namespace Abaca.Server.Versions;

/// <summary>2.66: share group types are filtered by group specs.</summary>
sealed class V2_66() : Microversion(66)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareGroupTypeEndpoints.Index).GainsStrictly("group_specs");
}
