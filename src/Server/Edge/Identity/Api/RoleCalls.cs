using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Administering roles. The built-in ones stay; others may be made for policy rules of one's own.</summary>
sealed class RoleCalls(Db db, Changes changes)
{
    const string Kind = "role";

    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
        Route.Resource("/v3/roles", List, Create, Show, Update, Delete);

    async Task<Answer> List(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        var name = exchange.Query("name");
        var found = (await db.Roles(ct)).Where(role =>
            (name is null || role.Name == name.ToLowerInvariant()) && string.IsNullOrEmpty(exchange.Query("domain_id")));
        return Answer.List(exchange, "roles", found, (json, role) => Views.Role(json, role, exchange.Root));
    }

    async Task<Answer> Create(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var form = (await exchange.Body(ct)).Object(Kind);
        Plain(form);
        var role = new Role(NewId.Hex(), form.Name("name").ToLowerInvariant(), form.ProseOrNull("description"));
        await changes.Run(tx => tx.Insert(role, ct), IdentityRefusals.Taken(Kind, role.Name), ct);
        return Answer.Made(One(role, exchange));
    }

    async Task<Answer> Show(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        return Answer.Ok(One(await Find(exchange.Id(0), ct), exchange));
    }

    async Task<Answer> Update(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var old = await Find(exchange.Id(0), ct);
        var form = (await exchange.Body(ct)).Object(Kind);
        Plain(form);
        var role = old with
        {
            Name = form.Has("name") ? form.Name("name").ToLowerInvariant() : old.Name,
            Description = form.Has("description") ? form.ProseOrNull("description") : old.Description,
        };
        if (role.Name != old.Name) Removable(old);
        await changes.Run(async tx =>
        {
            if (await tx.Update(role, ct) == 0) throw IdentityRefusals.NotFound(Kind, role.Id);
        }, IdentityRefusals.Taken(Kind, role.Name), ct);
        return Answer.Ok(One(role, exchange));
    }

    async Task<Answer> Delete(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        Removable(await Find(exchange.Id(0), ct));
        return await changes.Delete(tx => tx.DeleteRole(exchange.Id(0), ct), Kind, exchange.Id(0), ct);
    }

    /// <summary>Roles of a domain and options would change what a role means; they are not here.</summary>
    static void Plain(Form form)
    {
        if (!form.IsIdle("options") || !form.IsIdle("domain_id")) throw IdentityRefusals.Bad("Options and domains of roles are not supported.");
    }

    static void Removable(Role role)
    {
        if (Role.BuiltIn.Contains(role.Name)) throw IdentityRefusals.NotAllowed($"The role {role.Name} is built in: it can be neither renamed nor deleted.");
    }

    async Task<Role> Find(string id, CancellationToken ct) => await db.Role(id, ct) ?? throw IdentityRefusals.NotFound(Kind, id);

    static Action<System.Text.Json.Utf8JsonWriter> One(Role role, Exchange exchange) =>
        Answer.One(Kind, json => Views.Role(json, role, exchange.Root));
}
