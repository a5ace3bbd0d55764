using System.Diagnostics.CodeAnalysis;

namespace Abaca.Client;

/// <summary>
/// Something the service shows. Fields this client does not name, from newer versions or for other roles, are kept in
/// <see cref="Other"/>, so that nothing the service said is lost.
/// </summary>
public abstract record Resource
{
    /// <summary>Its id.</summary>
    [JsonPropertyOrder(-1)]
    public string Id { get; init; } = "";

    /// <summary>Every further field of the answer.</summary>
    [JsonExtensionData]
    [SuppressMessage("Usage", "CA2227", Justification = "System.Text.Json fills it through the setter")]
    public Dictionary<string, JsonElement>? Other { get; set; }
}
