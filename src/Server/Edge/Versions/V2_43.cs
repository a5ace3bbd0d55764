using Abaca.Server.ShareTypes;

namespace Abaca.Server.Versions;

/// <summary>2.43: share types are filtered by extra specs.</summary>
sealed class V2_43() : Microversion(43)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareTypeEndpoints.Index).GainsStrictly("extra_specs");
}
