namespace Abaca.Server.Identity.Api;

/// <summary>A request for a token, read from JSON.</summary>
/// <param name="Methods">The proofs offered, at least one, each once.</param>
/// <param name="Password">For the method <c>password</c>.</param>
/// <param name="Token">For the method <c>token</c>.</param>
/// <param name="Credential">For the method <c>application_credential</c>.</param>
/// <param name="Scope">What the token is to be for.</param>
sealed record AuthRequest(
    IReadOnlyList<string> Methods,
    AuthRequest.PasswordProof? Password,
    string? Token,
    AuthRequest.CredentialProof? Credential,
    AuthRequest.WantedScope Scope)
{
    /// <summary>Who this claims to be, by name or id; null when a token speaks for him.</summary>
    public string? Claimed => (Password?.User ?? Credential?.User) is { } user ? user.Name ?? user.Id : Credential?.Id;

    /// <summary>By name of the method.</summary>
    public const string PasswordMethod = "password";

    /// <summary>By name of the method.</summary>
    public const string TokenMethod = "token";

    /// <summary>By name of the method.</summary>
    public const string CredentialMethod = "application_credential";

    /// <summary>A user and a password.</summary>
    /// <param name="User">Who it claims to be.</param>
    /// <param name="Secret">The password.</param>
    public sealed record PasswordProof(Named User, string Secret);

    /// <summary>An application credential, by id or by its user and name.</summary>
    /// <param name="Id">Its id, or null.</param>
    /// <param name="Name">Its name, when there is no id.</param>
    /// <param name="User">Whose, when there is no id.</param>
    /// <param name="Secret">Its secret.</param>
    public sealed record CredentialProof(string? Id, string? Name, Named? User, string Secret);

    /// <summary>Something by id, or by name in a domain.</summary>
    /// <param name="Id">Its id, or null.</param>
    /// <param name="Name">Its name, when there is no id.</param>
    /// <param name="InDomain">Whether the domain named with it is the one we have.</param>
    public sealed record Named(string? Id, string? Name, bool InDomain);

    /// <summary>The scope asked for.</summary>
    /// <param name="Kind">Which kind; null when the request says nothing, so that the user's default project counts.</param>
    /// <param name="Target">The project or domain.</param>
    public sealed record WantedScope(ScopeKind? Kind, Named? Target = null);

    /// <summary>Reads the body of <c>POST /v3/auth/tokens</c>.</summary>
    /// <exception cref="IdentityRefusal">400 when it is not well formed; 401 for a method we do not have.</exception>
    public static AuthRequest Of(Form body)
    {
        var auth = body.Object("auth");
        var identity = auth.Object("identity");
        var methods = identity.Texts("methods").Distinct().ToList();
        if (methods.Count == 0) throw IdentityRefusals.Bad("'auth.identity.methods' must name at least one method.");
        if (methods.Any(m => m is not (PasswordMethod or TokenMethod or CredentialMethod))) throw IdentityRefusals.WhoAreYou();
        return new(
            methods,
            methods.Contains(PasswordMethod) ? PasswordOf(identity.Object(PasswordMethod).Object("user")) : null,
            methods.Contains(TokenMethod) ? identity.Object(TokenMethod).Text("id") : null,
            methods.Contains(CredentialMethod) ? CredentialOf(identity.Object(CredentialMethod)) : null,
            ScopeOf(auth));
    }

    static PasswordProof PasswordOf(Form user) => new(NamedOf(user), user.Text("password"));

    static CredentialProof CredentialOf(Form credential)
    {
        var id = credential.TextOrNull("id");
        return new(
            id,
            id is null ? credential.Text("name") : null,
            id is null ? NamedOf(credential.Object("user")) : null,
            credential.Text("secret"));
    }

    static WantedScope ScopeOf(Form auth)
    {
        if (auth.Is("scope", "unscoped")) return new(ScopeKind.Unscoped);
        if (auth.ObjectOrNull("scope") is not { } scope) return new(null);
        if (scope.ObjectOrNull("project") is { } project) return new(ScopeKind.Project, NamedOf(project));
        if (scope.ObjectOrNull("domain") is { } domain)
            return new(ScopeKind.Domain, new(null, null, IsOurs(domain)));
        if (scope.ObjectOrNull("system") is { } system)
            return system.FlagOrNull("all") == true ? new(ScopeKind.System) : throw IdentityRefusals.Bad("'auth.scope.system.all' must be true.");
        if (scope.ObjectOrNull("unscoped") is not null) return new(ScopeKind.Unscoped);
        throw IdentityRefusals.Bad("'auth.scope' must name a project, a domain or the system.");
    }

    static Named NamedOf(Form thing)
    {
        if (thing.TextOrNull("id") is { } id) return new(id, null, true);
        return new(null, thing.Text("name"), IsOurs(thing.Object("domain")));
    }

    static bool IsOurs(Form domain) => domain.TextOrNull("id") is { } id
        ? id == Domain.Default.Id
        : domain.Text("name") == Domain.Default.Name;
}
