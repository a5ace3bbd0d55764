using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Services;

/// <summary>Services.</summary>
sealed class ServiceThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } = [Thing.Word("verb", "enable", "/services/{}", "/os-services/{}")];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
        [WritingEndpoint.Of("services.update", """{"host":"testhost@dummy","binary":"manila-share"}""", "host:word binary:word")];
}
