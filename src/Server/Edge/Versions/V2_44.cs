using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.44: security services have an organizational unit.</summary>
sealed class V2_44() : Microversion(44)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<SecurityServiceView>().Gains("ou");
        change.Request(SecurityServiceEndpoints.Create, SecurityServiceEndpoints.Update).Gains("ou");
    }
}
