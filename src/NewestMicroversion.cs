namespace Abaca;

/// <summary>
/// The newest microversion that this release speaks, as service and as client; compiled into both. It is named nowhere else: everybody asks
/// <c>ApiVersion.Newest</c> of the service or <c>Microversion.Newest</c> of the client.
/// </summary>
static class NewestMicroversion
{
    /// <summary>As on the wire.</summary>
    public const string Text = "2.99";
}
