using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Making, looking at and ending tokens, and what a token may reach.</summary>
sealed class TokenCalls(Db db, Tokens tokens, Authenticator authenticator, ServiceCatalog catalog)
{
    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        new("POST", "/v3/auth/tokens", Issue),
        new("GET", "/v3/auth/tokens", Show),
        new("DELETE", "/v3/auth/tokens", Revoke),
        new("GET", "/v3/auth/catalog", Catalog),
        new("GET", "/v3/auth/projects", Projects),
        new("GET", "/v3/auth/domains", Domains),
        new("GET", "/v3/auth/system", Systems),
    ];

    async Task<Answer> Issue(Exchange exchange, CancellationToken ct)
    {
        var request = AuthRequest.Of(await exchange.Body(ct));
        exchange.Claims(request.Claimed);
        var caller = await authenticator.Prove(request, exchange.From, ct);
        var scope = await Choose(request.Scope, caller, ct);
        var token = await tokens.Issue(caller, scope, ct);
        var valid = await tokens.Check(token, ct) ?? throw IdentityRefusals.WhoAreYou();
        return new(201, View(valid, exchange), token);
    }

    async Task<Answer> Show(Exchange exchange, CancellationToken ct)
    {
        var (text, subject) = await Subject(exchange, ct);
        Exchange.Require(exchange.Caller.MayReadAll || exchange.Caller.IsService || Own(exchange, subject));
        return new(200, View(subject, exchange), text);
    }

    async Task<Answer> Revoke(Exchange exchange, CancellationToken ct)
    {
        var (text, subject) = await Subject(exchange, ct);
        Exchange.Require(exchange.Caller.IsAdmin || Own(exchange, subject));
        await tokens.Revoke(text, ct);
        return Answer.Nothing;
    }

    Task<Answer> Catalog(Exchange exchange, CancellationToken ct)
    {
        if (exchange.Caller.Record.Scope.Kind == ScopeKind.Unscoped)
            throw IdentityRefusals.NotAllowed("A catalog needs a token with a scope.");
        return Task.FromResult(Answer.Ok(json =>
        {
            catalog.Write(json, exchange.Origin);
            Views.Self(json, exchange.Here);
        }));
    }

    async Task<Answer> Projects(Exchange exchange, CancellationToken ct)
    {
        var mine = await db.ProjectsOf(exchange.Caller.User.Id, ct);
        return Answer.List(exchange, "projects", mine.Where(p => p.Enabled), (json, p) => Views.Project(json, p, exchange.Root));
    }

    async Task<Answer> Domains(Exchange exchange, CancellationToken ct)
    {
        var held = await db.RolesHeld(exchange.Caller.User.Id, Scope.Domain(Domain.Default.Id), ct);
        Domain[] mine = held.Count > 0 ? [Domain.Default] : [];
        return Answer.List(exchange, "domains", mine, (json, d) => Views.Domains(json, d, exchange.Root));
    }

    async Task<Answer> Systems(Exchange exchange, CancellationToken ct)
    {
        var held = await db.RolesHeld(exchange.Caller.User.Id, Scope.System, ct);
        string[] mine = held.Count > 0 ? ["all"] : [];
        return Answer.List(exchange, "system", mine, (json, all) => json.WriteBoolean(all, true));
    }

    async Task<(string Text, ValidToken Token)> Subject(Exchange exchange, CancellationToken ct)
    {
        _ = exchange.Caller;
        var text = exchange.Request.Headers["X-Subject-Token"].ToString();
        return (text, await tokens.Check(text, ct) ?? throw IdentityRefusals.NotFound("token", "not valid"));
    }

    static bool Own(Exchange exchange, ValidToken subject) => exchange.Caller.User.Id == subject.User.Id;

    /// <summary>The scope of the new token. One that the caller has no role on is refused as a wrong password is.</summary>
    async Task<Scope> Choose(AuthRequest.WantedScope wanted, ProvenCaller caller, CancellationToken ct)
    {
        if (caller.Credential is { } credential) return await OfCredential(wanted, credential, ct);
        if (wanted.Kind == ScopeKind.Unscoped) return Scope.None;
        if (wanted.Kind is null) return await DefaultOf(caller.User, ct);
        var scope = await Named(wanted, ct);
        return scope is { } one && await Reaches(caller.User, one, ct) ? one : throw IdentityRefusals.WhoAreYou();
    }

    /// <summary>Tokens of an application credential, and tokens made from those, are for its project and nothing else.</summary>
    async Task<Scope> OfCredential(AuthRequest.WantedScope wanted, ApplicationCredential credential, CancellationToken ct)
    {
        var own = Scope.Project(credential.ProjectId);
        if (wanted.Kind is null || await Named(wanted, ct) == own) return own;
        throw IdentityRefusals.WhoAreYou();
    }

    async Task<Scope?> Named(AuthRequest.WantedScope wanted, CancellationToken ct)
    {
        if (wanted.Kind == ScopeKind.System) return Scope.System;
        if (wanted.Target is not { InDomain: true } target) return null;
        if (wanted.Kind == ScopeKind.Domain) return Scope.Domain(Domain.Default.Id);
        var project = target.Id is { } id ? await db.Project(id, ct) : await db.ProjectNamed(target.Name!, ct);
        return project is { Enabled: true } ? Scope.Project(project.Id) : null;
    }

    async Task<Scope> DefaultOf(User user, CancellationToken ct)
    {
        if (user.DefaultProjectId is not { } id || await db.Project(id, ct) is not { Enabled: true }) return Scope.None;
        return await Reaches(user, Scope.Project(id), ct) ? Scope.Project(id) : Scope.None;
    }

    async Task<bool> Reaches(User user, Scope scope, CancellationToken ct) => (await db.RolesHeld(user.Id, scope, ct)).Count > 0;

    Action<Utf8JsonWriter> View(ValidToken token, Exchange exchange) => Answer.One("token", json =>
    {
        var record = token.Record;
        WriteTexts(json, "methods", record.Methods);
        WriteUser(json, token.User);
        WriteTexts(json, "audit_ids", record.AuditIds);
        json.WriteString("expires_at", Views.Stamp(record.ExpiresAt));
        json.WriteString("issued_at", Views.Stamp(record.IssuedAt));
        if (token.Credential is { } credential) WriteCredential(json, credential);
        if (record.Scope.Kind == ScopeKind.Unscoped) return;
        WriteScope(json, token);
        json.WriteStartArray("roles");
        foreach (var role in token.Roles) Views.RoleLine(json, role);
        json.WriteEndArray();
        if (!exchange.Flag("nocatalog")) catalog.Write(json, exchange.Origin);
    });

    static void WriteUser(Utf8JsonWriter json, User user)
    {
        json.WriteStartObject("user");
        json.WriteString("id", user.Id);
        json.WriteString("name", user.Name);
        Views.Named(json, "domain", Domain.Default.Id, Domain.Default.Name, withDomain: false);
        json.WriteNull("password_expires_at");
        json.WriteEndObject();
    }

    static void WriteScope(Utf8JsonWriter json, ValidToken token)
    {
        switch (token.Record.Scope.Kind)
        {
            case ScopeKind.Project:
                Views.Named(json, "project", token.Project!.Id, token.Project.Name, withDomain: true);
                json.WriteBoolean("is_domain", false);
                break;
            case ScopeKind.Domain:
                Views.Named(json, "domain", Domain.Default.Id, Domain.Default.Name, withDomain: false);
                break;
            default:
                json.WriteStartObject("system");
                json.WriteBoolean("all", true);
                json.WriteEndObject();
                break;
        }
    }

    static void WriteCredential(Utf8JsonWriter json, ApplicationCredential credential)
    {
        json.WriteStartObject("application_credential");
        json.WriteString("id", credential.Id);
        json.WriteString("name", credential.Name);
        json.WriteBoolean("restricted", !credential.Unrestricted);
        json.WriteEndObject();
    }

    static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
