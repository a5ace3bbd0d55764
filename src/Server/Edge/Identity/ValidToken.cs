namespace Abaca.Server.Identity;

/// <summary>A token that was just found good, with everything it stands for.</summary>
/// <param name="Record">What was stored when it was issued.</param>
/// <param name="User">Who; enabled.</param>
/// <param name="Project">The project of its scope; enabled. Null for other scopes.</param>
/// <param name="Roles">Roles held now on its scope, implied ones included. Empty only when unscoped.</param>
/// <param name="Credential">The application credential behind it, or null.</param>
public sealed record ValidToken(
    TokenRecord Record,
    User User,
    Project? Project,
    IReadOnlyList<Role> Roles,
    ApplicationCredential? Credential)
{
    /// <summary>What the rest of the service needs to know.</summary>
    public Principal Principal { get; } = new(
        User.Id,
        User.Name,
        Project?.Id,
        Record.Scope.Kind == ScopeKind.Domain ? Record.Scope.Id : null,
        Record.Scope.Kind == ScopeKind.System,
        [.. Roles.Select(r => r.Name)],
        Record.ExpiresAt);

    /// <summary>May administer identity: holds admin on whatever scope, as Keystone's default policy has it.</summary>
    public bool IsAdmin { get; } = Roles.Any(r => r.Name == Role.Admin);

    /// <summary>May look at everything: an administrator, or a reader of the whole system.</summary>
    public bool MayReadAll => IsAdmin || (Record.Scope.Kind == ScopeKind.System && Roles.Any(r => r.Name == Role.Reader));

    /// <summary>Another service, which may validate tokens.</summary>
    public bool IsService { get; } = Roles.Any(r => r.Name == Role.Service);

    /// <summary>Whether it may make and delete application credentials: all tokens may, except those of a restricted one.</summary>
    public bool MayKeepCredentials => Credential is null or { Unrestricted: true };
}
