namespace Abaca.Client;

/// <summary>Somebody who can sign in.</summary>
public sealed record IdentityUser : Resource
{
    /// <summary>The name; one of its kind in a domain.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether signing in is allowed.</summary>
    public bool Enabled { get; init; }

    /// <summary>A text about the user.</summary>
    public string? Description { get; init; }

    /// <summary>An address for mail.</summary>
    public string? Email { get; init; }

    /// <summary>The project to work in where none is named.</summary>
    public string? DefaultProjectId { get; init; }
}
