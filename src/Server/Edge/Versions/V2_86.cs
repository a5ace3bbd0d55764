using Abaca.Server.Services;

namespace Abaca.Server.Versions;

/// <summary>2.86: services show whether they are checking their shares.</summary>
sealed class V2_86() : Microversion(86)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ServiceView>().Gains("ensuring");
        change.Response<ServiceUpdateView>().Gains("ensuring");
    }
}
