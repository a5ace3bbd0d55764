using Abaca.Server.Services;

namespace Abaca.Server.Versions;

/// <summary>2.93: services are filtered by whether they are checking their shares.</summary>
sealed class V2_93() : Microversion(93)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ServiceEndpoints.Index).Gains("ensuring");
}
