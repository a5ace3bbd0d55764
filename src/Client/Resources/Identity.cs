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

/// <summary>What somebody may do somewhere.</summary>
public sealed record IdentityRole : Resource
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }
}

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

/// <summary>A role that somebody holds somewhere.</summary>
/// <param name="Role">Name of the role.</param>
/// <param name="User">Name of the user.</param>
/// <param name="Project">Name of the project; null elsewhere.</param>
/// <param name="Where">"project", "domain" or "system".</param>
/// <param name="RoleId">Id of the role.</param>
/// <param name="UserId">Id of the user.</param>
/// <param name="ProjectId">Id of the project; null elsewhere.</param>
public sealed record Grant(string Role, string User, string? Project, string Where, string RoleId, string UserId, string? ProjectId);

/// <summary>Where a role is held: on a project, or on the whole system.</summary>
/// <param name="ProjectId">The project; null: the system.</param>
public sealed record GrantPlace(string? ProjectId);
