using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.76: an active directory is found by its site.</summary>
sealed class V2_76() : Microversion(76)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<SecurityServiceView>().Gains("default_ad_site");
        change.Request(SecurityServiceEndpoints.Create, SecurityServiceEndpoints.Update).GainsStrictly("default_ad_site");
    }
}
