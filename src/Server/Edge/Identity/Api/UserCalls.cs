using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Administering users; users may see themselves, their projects, and change their own password.</summary>
sealed class UserCalls(Db db, Changes changes, Passwords passwords, Authenticator authenticator)
{
    const string Kind = "user";

    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        .. Route.Resource("/v3/users", List, Create, Show, Update, Delete),
        new("GET", "/v3/users/*/projects", Projects),
        new("POST", "/v3/users/*/password", ChangePassword),
    ];

    async Task<Answer> List(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        var found = (await db.Users(ct)).Where(user => exchange.Shows(user.Name, user.Enabled));
        return Answer.List(exchange, "users", found, (json, user) => Views.User(json, user, exchange.Root));
    }

    async Task<Answer> Create(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var form = (await exchange.Body(ct)).Object(Kind);
        DomainChecks.Ours(form);
        var user = Apply(new User(NewId.Hex(), form.Name("name"), true, null, null, null), form);
        var hash = await NewHash(form, ct);
        await changes.Run(tx => tx.Insert(user, hash, ct), IdentityRefusals.Taken(Kind, user.Name), ct);
        return Answer.Made(One(user, exchange));
    }

    async Task<Answer> Show(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOf(exchange.Id(0));
        return Answer.Ok(One(await Find(exchange.Id(0), ct), exchange));
    }

    async Task<Answer> Update(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var old = await Find(exchange.Id(0), ct);
        var form = (await exchange.Body(ct)).Object(Kind);
        DomainChecks.Ours(form);
        var user = Apply(form.Has("name") ? old with { Name = form.Name("name") } : old, form);
        var hash = await NewHash(form, ct);
        await changes.Run(async tx =>
        {
            if (await tx.Update(user, ct) == 0) throw IdentityRefusals.NotFound(Kind, user.Id);
            if (hash is not null) await tx.SetPassword(user.Id, hash, ct);
        }, IdentityRefusals.Taken(Kind, user.Name), ct);
        return Answer.Ok(One(user, exchange));
    }

    Task<Answer> Delete(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        return changes.Delete(tx => tx.DeleteUser(exchange.Id(0), ct), Kind, exchange.Id(0), ct);
    }

    async Task<Answer> Projects(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOf(exchange.Id(0));
        var user = await Find(exchange.Id(0), ct);
        var projects = await db.ProjectsOf(user.Id, ct);
        return Answer.List(exchange, "projects", projects, (json, project) => Views.Project(json, project, exchange.Root));
    }

    /// <summary>Needs no token: the old password is the proof, and is guarded against guessing as any other.</summary>
    async Task<Answer> ChangePassword(Exchange exchange, CancellationToken ct)
    {
        var form = (await exchange.Body(ct)).Object(Kind);
        var (old, wanted) = (form.Text("original_password"), Acceptable(form.Text("password")));
        var user = await authenticator.Owner(exchange.Id(0), old, exchange.From, ct);
        var hash = await passwords.Hash(wanted, ct);
        await changes.Run(tx => tx.SetPassword(user.Id, hash, ct), null, ct);
        return Answer.Nothing;
    }

    static User Apply(User user, Form form)
    {
        if (!form.IsIdle("options")) throw IdentityRefusals.Bad("Options of users are not supported.");
        return user with
        {
            Enabled = form.FlagOrNull("enabled") ?? user.Enabled,
            Description = form.Has("description") ? form.ProseOrNull("description") : user.Description,
            Email = form.Has("email") ? form.ProseOrNull("email", 255) : user.Email,
            DefaultProjectId = form.Has("default_project_id") ? form.ProseOrNull("default_project_id", 64) : user.DefaultProjectId,
        };
    }

    async Task<string?> NewHash(Form form, CancellationToken ct) =>
        form.TextOrNull("password") is { } wanted ? await passwords.Hash(Acceptable(wanted), ct) : null;

    static string Acceptable(string password) => password.Length is > 0 and <= 4096
        ? password
        : throw IdentityRefusals.Bad("A password has 1 to 4096 characters.");

    async Task<User> Find(string id, CancellationToken ct) => await db.User(id, ct) ?? throw IdentityRefusals.NotFound(Kind, id);

    static Action<System.Text.Json.Utf8JsonWriter> One(User user, Exchange exchange) =>
        Answer.One(Kind, json => Views.User(json, user, exchange.Root));
}
