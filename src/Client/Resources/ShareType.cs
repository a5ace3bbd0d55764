namespace Abaca.Client;

/// <summary>A kind of share that an operator offers.</summary>
public sealed record ShareType : Resource
{
    /// <summary>Its name; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the operator wrote about it; from 2.41.</summary>
    public string? Description { get; init; }

    /// <summary>Whether every project may use it.</summary>
    [JsonPropertyName("share_type_access:is_public")]
    public bool IsPublic { get; init; }

    /// <summary>Whether shares without a type get it; from 2.46.</summary>
    public bool? IsDefault { get; init; }

    /// <summary>What pools must offer, and how the share behaves.</summary>
    public IReadOnlyDictionary<string, string> ExtraSpecs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What a new share type shall be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HandlesServers">Whether its backends make a server per network (driver_handles_share_servers).</param>
/// <param name="IsPublic">Whether every project may use it.</param>
/// <param name="Description">A text about it; from 2.41.</param>
/// <param name="ExtraSpecs">Further extra specs.</param>
public sealed record NewShareType(string Name, bool HandlesServers, bool IsPublic, string? Description, IReadOnlyDictionary<string, string> ExtraSpecs);
