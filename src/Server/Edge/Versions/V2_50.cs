using Abaca.Server.ShareTypes;

namespace Abaca.Server.Versions;

/// <summary>2.50: share types can be changed.</summary>
sealed class V2_50() : Microversion(50)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(ShareTypeEndpoints.Update);
}
