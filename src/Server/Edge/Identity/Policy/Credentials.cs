namespace Abaca.Server.Identity.Policy;

/// <summary>
/// Who asks, as the rules see them. Made by <see cref="PolicyRules.CredentialsOf"/>. Roles must be complete: that admin implies member
/// and member implies reader is the identity side's knowledge and is not repeated here.
/// </summary>
/// <param name="UserId">User, or null.</param>
/// <param name="ProjectId">Project of the token, or null.</param>
/// <param name="DomainId">Domain of a domain-scoped token, or null.</param>
/// <param name="Roles">Role names; compared without case.</param>
/// <param name="SystemScope">The token is scoped to the system.</param>
/// <param name="IsAdmin">The rule <c>context_is_admin</c> holds.</param>
public sealed record Credentials(
    string? UserId, string? ProjectId, string? DomainId, IReadOnlyList<string> Roles, bool SystemScope, bool IsAdmin)
{
    /// <summary>What the token is for.</summary>
    public ScopeType Scope => SystemScope ? ScopeType.System : DomainId is not null ? ScopeType.Domain : ScopeType.Project;

    /// The value that a rule means by a credential's name; null when there is none.
    internal string? Named(string name) => name switch
    {
        "user_id" or "user" => UserId,
        "project_id" or "tenant_id" or "tenant" => ProjectId,
        "domain_id" => DomainId,
        "system_scope" => SystemScope ? "all" : null,
        "is_admin" => IsAdmin ? "True" : "False",
        _ => null,
    };
}

/// <summary>What a token can be for.</summary>
[Flags]
public enum ScopeType
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>One project.</summary>
    Project = 1,
    /// <summary>The whole installation.</summary>
    System = 2,
    /// <summary>One domain.</summary>
    Domain = 4,
}

/// <summary>What is acted on.</summary>
/// <param name="ProjectId">Project it belongs to; the caller's own for things not yet made.</param>
/// <param name="UserId">User it belongs to, or null.</param>
public sealed record Target(string? ProjectId, string? UserId = null)
{
    /// <summary>Further values that rules of the operator may name, such as <c>share_type_id</c>.</summary>
    public IReadOnlyDictionary<string, string?> Extra { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string?>.Empty;

    /// The value behind %(name)s; null when there is none.
    internal string? Named(string name) => name switch
    {
        "project_id" or "tenant_id" => ProjectId,
        "user_id" => UserId,
        _ when Extra.TryGetValue(name, out var value) => value,
        _ when name.StartsWith("target.", StringComparison.Ordinal) => Named(name["target.".Length..]),
        _ => null,
    };
}
