namespace Abaca.Client;

/// <summary>What somebody may do somewhere.</summary>
public sealed record IdentityRole : Resource
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }
}
