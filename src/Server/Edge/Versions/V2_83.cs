using Abaca.Server.Services;

namespace Abaca.Server.Versions;

/// <summary>2.83: services are disabled for a reason.</summary>
sealed class V2_83() : Microversion(83)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ServiceEndpoints.Update).GainsStrictly("disabled_reason");
        change.Response<ServiceView>().Gains("disabled_reason");
        change.Response<ServiceUpdateView>().Gains("disabled_reason");
    }
}
