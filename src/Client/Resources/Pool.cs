namespace Abaca.Client;

/// <summary>A place where shares can be put, as its backend reports it.</summary>
public sealed record Pool
{
    /// <summary>The whole name, <c>host@backend#pool</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The host.</summary>
    public string? Host { get; init; }

    /// <summary>The backend.</summary>
    public string? Backend { get; init; }

    /// <summary>The pool within the backend.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("pool")]
    public string? PoolName { get; init; }

    /// <summary>What it reports; null unless details were asked for.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Capabilities { get; init; }
}
