using Abaca.Server.ShareTypes;

namespace Abaca.Server.Versions;

/// <summary>2.41: share types have descriptions.</summary>
sealed class V2_41() : Microversion(41)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareTypeEndpoints.Create).GainsStrictly("description");
        change.Response<ShareTypeView>().Gains("description");
    }
}
