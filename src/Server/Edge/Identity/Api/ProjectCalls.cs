using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Administering projects; users may see those on which they hold a role. Domains are shown, not administered.</summary>
sealed class ProjectCalls(Db db, Changes changes)
{
    const string Kind = "project";

    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        .. Route.Resource("/v3/projects", List, Create, Show, Update, Delete),
        new("GET", "/v3/domains", Domains),
        new("GET", "/v3/domains/*", ShowDomain),
    ];

    async Task<Answer> List(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        var found = (await db.Projects(ct)).Where(project =>
            exchange.Shows(project.Name, project.Enabled)
            && exchange.Query("parent_id") is null or "default"
            && !(exchange.Query("is_domain") is not null && exchange.Flag("is_domain")));
        return Answer.List(exchange, "projects", found, (json, project) => Views.Project(json, project, exchange.Root));
    }

    async Task<Answer> Create(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var form = (await exchange.Body(ct)).Object(Kind);
        var project = Apply(new Project(NewId.Hex(), form.Name("name"), true, ""), form);
        await changes.Run(tx => tx.Insert(project, ct), IdentityRefusals.Taken(Kind, project.Name), ct);
        return Answer.Made(One(project, exchange));
    }

    async Task<Answer> Show(Exchange exchange, CancellationToken ct)
    {
        var (caller, id) = (exchange.Caller, exchange.Id(0));
        Exchange.Require(caller.MayReadAll || caller.Project?.Id == id
            || (await db.ProjectsOf(caller.User.Id, ct)).Exists(p => p.Id == id));
        return Answer.Ok(One(await Find(id, ct), exchange));
    }

    async Task<Answer> Update(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        var old = await Find(exchange.Id(0), ct);
        var form = (await exchange.Body(ct)).Object(Kind);
        var project = Apply(form.Has("name") ? old with { Name = form.Name("name") } : old, form);
        await changes.Run(async tx =>
        {
            if (await tx.Update(project, ct) == 0) throw IdentityRefusals.NotFound(Kind, project.Id);
        }, IdentityRefusals.Taken(Kind, project.Name), ct);
        return Answer.Ok(One(project, exchange));
    }

    Task<Answer> Delete(Exchange exchange, CancellationToken ct)
    {
        exchange.AdminOnly();
        return changes.Delete(tx => tx.DeleteProject(exchange.Id(0), ct), Kind, exchange.Id(0), ct);
    }

    Task<Answer> Domains(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        Domain[] found = exchange.Query("name") is null || exchange.Query("name") == Domain.Default.Name ? [Domain.Default] : [];
        return Task.FromResult(Answer.List(exchange, "domains", found, (json, domain) => Views.Domains(json, domain, exchange.Root)));
    }

    /// <summary>Any caller may look at the domain of its own user, which is the only one.</summary>
    Task<Answer> ShowDomain(Exchange exchange, CancellationToken ct)
    {
        _ = exchange.Caller;
        if (exchange.Id(0) != Domain.Default.Id) throw IdentityRefusals.NotFound("domain", exchange.Id(0));
        return Task.FromResult(Answer.Ok(Answer.One("domain", json => Views.Domains(json, Domain.Default, exchange.Root))));
    }

    static Project Apply(Project project, Form form)
    {
        DomainChecks.Ours(form);
        DomainChecks.Ours(form, "parent_id");
        foreach (var absent in (string[])["options", "tags", "is_domain"])
        {
            if (!form.IsIdle(absent)) throw IdentityRefusals.Bad($"'{absent}' of projects is not supported.");
        }
        return project with
        {
            Enabled = form.FlagOrNull("enabled") ?? project.Enabled,
            Description = form.Has("description") ? form.ProseOrNull("description") ?? "" : project.Description,
        };
    }

    async Task<Project> Find(string id, CancellationToken ct) => await db.Project(id, ct) ?? throw IdentityRefusals.NotFound(Kind, id);

    static Action<System.Text.Json.Utf8JsonWriter> One(Project project, Exchange exchange) =>
        Answer.One(Kind, json => Views.Project(json, project, exchange.Root));
}
