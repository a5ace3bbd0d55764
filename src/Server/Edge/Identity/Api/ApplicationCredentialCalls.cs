using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Application credentials: made and kept by their users; administrators may look at them and delete them.</summary>
sealed class ApplicationCredentialCalls(Db db, Changes changes, Passwords passwords, TimeProvider time)
{
    const string Kind = "application credential";
    const string Field = "application_credential";
    /// <summary>As a bound on what one user can pile up; Keystone's user_limit has none.</summary>
    const int MostOfUser = 200;

    const int MostRoles = 100;

    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/v3/users/*/application_credentials", List),
        new("POST", "/v3/users/*/application_credentials", Create),
        new("GET", "/v3/users/*/application_credentials/*", Show),
        new("DELETE", "/v3/users/*/application_credentials/*", Delete),
    ];

    async Task<Answer> List(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOf(exchange.Id(0));
        var name = exchange.Query("name");
        var found = (await db.CredentialsOf(exchange.Id(0), ct)).Where(c => name is null || c.Name == name);
        var roles = await db.Roles(ct);
        return Answer.List(exchange, "application_credentials", found, (json, one) => Views.Credential(json, one, roles, exchange.Root));
    }

    async Task<Answer> Show(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOf(exchange.Id(0));
        var one = await db.Credential(exchange.Id(1), ct);
        if (one is null || one.UserId != exchange.Id(0)) throw IdentityRefusals.NotFound(Kind, exchange.Id(1));
        var roles = await db.Roles(ct);
        return Answer.Ok(Answer.One(Field, json => Views.Credential(json, one, roles, exchange.Root)));
    }

    Task<Answer> Delete(Exchange exchange, CancellationToken ct)
    {
        var caller = exchange.Caller;
        Exchange.Require(caller.IsAdmin || caller.User.Id == exchange.Id(0));
        Exchange.Require(caller.MayKeepCredentials);
        return changes.Delete(tx => tx.DeleteCredential(exchange.Id(0), exchange.Id(1), ct), Kind, exchange.Id(1), ct);
    }

    async Task<Answer> Create(Exchange exchange, CancellationToken ct)
    {
        var caller = exchange.Caller;
        Exchange.Require(caller.User.Id == exchange.Id(0) && caller.MayKeepCredentials);
        if (caller.Project is not { } project) throw IdentityRefusals.NotAllowed("An application credential needs a token for a project.");
        var form = (await exchange.Body(ct)).Object(Field);
        if (!form.IsIdle("access_rules")) throw IdentityRefusals.Bad("Access rules of application credentials are not supported.");
        if (form.TextOrNull("project_id") is { } other && other != project.Id)
            throw IdentityRefusals.Bad("An application credential is for the project of the token that makes it.");
        var roles = Chosen(form.ObjectsOrNull("roles"), caller.Roles);
        var secret = form.TextOrNull("secret") ?? NewId.Secret();
        if (secret.Length is 0 or > 4096) throw IdentityRefusals.Bad("A secret has 1 to 4096 characters.");
        var made = new ApplicationCredential(
            NewId.Hex(), caller.User.Id, project.Id, form.Name("name"), form.ProseOrNull("description"),
            form.FlagOrNull("unrestricted") ?? false, Ends(form), [.. roles.Select(r => r.Id)]);
        if ((await db.CredentialsOf(caller.User.Id, ct)).Count >= MostOfUser)
            throw IdentityRefusals.NotAllowed($"A user may have {MostOfUser} application credentials, and this one has them; delete some first.");
        var hash = await passwords.Hash(secret, ct);
        await changes.Run(tx => tx.Insert(made, hash, ct), IdentityRefusals.Taken(Kind, made.Name), ct);
        return Answer.Made(Answer.One(Field, json =>
        {
            Views.Credential(json, made, roles, exchange.Root);
            json.WriteString("secret", secret);
        }));
    }

    /// <summary>The roles asked for, by id or name, all of which the token must hold; those of the token when none is named.</summary>
    static IReadOnlyList<Role> Chosen(List<Form>? asked, IReadOnlyList<Role> held)
    {
        if (asked is null or []) return held;
        if (asked.Count > MostRoles) throw IdentityRefusals.Bad("Too many roles.");
        return [.. asked.Select(form => Pick(form, held)).Distinct()];
    }

    static Role Pick(Form form, IReadOnlyList<Role> held)
    {
        var id = form.TextOrNull("id");
        var name = id is null ? form.Text("name").ToLowerInvariant() : null;
        return held.FirstOrDefault(r => id is null ? r.Name == name : r.Id == id)
            ?? throw IdentityRefusals.Bad("An application credential can only have roles that the token that makes it has.");
    }

    DateTimeOffset? Ends(Form form)
    {
        if (form.TextOrNull("expires_at") is not { } text) return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            throw IdentityRefusals.Bad("'application_credential.expires_at' must be a moment like 2030-01-31T12:00:00.");
        return at > time.GetUtcNow() ? at : throw IdentityRefusals.Bad("'application_credential.expires_at' must be in the future.");
    }
}
