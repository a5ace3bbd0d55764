namespace Abaca.Client;

/// <summary>A user's key for a program: for one project, with some of the user's roles there.</summary>
public sealed record AppCredential : Resource
{
    /// <summary>Its name; one of its kind for a user.</summary>
    public string Name { get; init; } = "";

    /// <summary>The secret; only in the answer that makes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>The project it is for.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it ends, UTC; null: never.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>Whether it may make and delete others.</summary>
    public bool Unrestricted { get; init; }
}
