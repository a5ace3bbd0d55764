namespace Abaca.Client;

/// <summary>A signed-in caller: the token and what Keystone said about it. Lives as long as the process, never on disk.</summary>
/// <param name="Token">The token.</param>
/// <param name="ProjectId">Id of the project it is for; null for a domain or the system.</param>
/// <param name="ProjectName">Name of that project.</param>
/// <param name="UserName">The user's name.</param>
/// <param name="Endpoints">The catalog; empty without Keystone.</param>
public sealed record Session(Secret Token, string? ProjectId, string? ProjectName, string? UserName, IReadOnlyList<CatalogEndpoint> Endpoints)
{
    /// <summary>The user's id; null without Keystone.</summary>
    public string? UserId { get; init; }
}

/// <summary>One row of Keystone's catalog.</summary>
/// <param name="ServiceType">For us <c>shared-file-system</c> or its alias <c>sharev2</c>.</param>
/// <param name="Interface">"public", "internal" or "admin".</param>
/// <param name="Region">The region.</param>
/// <param name="Address">The address as published.</param>
public sealed record CatalogEndpoint(string ServiceType, string Interface, string Region, string Address);
