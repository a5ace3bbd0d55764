namespace Abaca.Client;

/// <summary>What shares and quotas belong to.</summary>
public sealed record IdentityProject : Resource
{
    /// <summary>The name; one of its kind in a domain.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether anybody can work in it.</summary>
    public bool Enabled { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }
}
