using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Giving and taking roles on projects, on the domain and on the system, and listing who holds what.</summary>
sealed class AssignmentCalls(Db db, Changes changes)
{
    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/v3/role_assignments", List),
        .. On("/v3/projects/*/users/*", exchange => (Scope.Project(exchange.Id(0)), 1)),
        .. On("/v3/domains/*/users/*", exchange => (Scope.Domain(exchange.Id(0)), 1)),
        .. On("/v3/system/users/*", _ => (Scope.System, 0)),
    ];

    IEnumerable<Route> On(string path, Func<Exchange, (Scope Scope, int UserAt)> read) =>
    [
        new("GET", path + "/roles", (exchange, ct) => Held(exchange, Place(exchange, read), ct)),
        new("GET", path + "/roles/*", (exchange, ct) => Check(exchange, Place(exchange, read), ct)),
        new("PUT", path + "/roles/*", (exchange, ct) => Give(exchange, Place(exchange, read), ct)),
        new("DELETE", path + "/roles/*", (exchange, ct) => Take(exchange, Place(exchange, read), ct)),
    ];

    static (Scope Scope, string UserId, int RoleAt) Place(Exchange exchange, Func<Exchange, (Scope Scope, int UserAt)> read)
    {
        var (scope, userAt) = read(exchange);
        return (scope, exchange.Id(userAt), userAt + 1);
    }

    async Task<Answer> Held(Exchange exchange, (Scope Scope, string UserId, int RoleAt) at, CancellationToken ct)
    {
        exchange.ReadersOf(at.UserId);
        await MustExist(at.Scope, at.UserId, ct);
        var roles = await db.RolesHeld(at.UserId, at.Scope, ct);
        return Answer.List(exchange, "roles", roles, (json, role) => Views.Role(json, role, exchange.Root));
    }

    async Task<Answer> Check(Exchange exchange, (Scope Scope, string UserId, int RoleAt) at, CancellationToken ct)
    {
        exchange.ReadersOf(at.UserId);
        await MustExist(at.Scope, at.UserId, ct);
        var role = exchange.Id(at.RoleAt);
        return (await db.RolesHeld(at.UserId, at.Scope, ct)).Exists(r => r.Id == role)
            ? Answer.Nothing
            : throw IdentityRefusals.NotFound("role assignment with role", role);
    }

    async Task<Answer> Give(Exchange exchange, (Scope Scope, string UserId, int RoleAt) at, CancellationToken ct)
    {
        exchange.AdminOnly();
        await MustExist(at.Scope, at.UserId, ct);
        var role = exchange.Id(at.RoleAt);
        if (await db.Role(role, ct) is null) throw IdentityRefusals.NotFound("role", role);
        await changes.Run(tx => tx.Assign(new(at.UserId, role, at.Scope), ct), null, ct);
        return Answer.Nothing;
    }

    Task<Answer> Take(Exchange exchange, (Scope Scope, string UserId, int RoleAt) at, CancellationToken ct)
    {
        exchange.AdminOnly();
        var role = exchange.Id(at.RoleAt);
        return changes.Delete(tx => tx.Unassign(new(at.UserId, role, at.Scope), ct), "role assignment with role", role, ct);
    }

    async Task MustExist(Scope scope, string userId, CancellationToken ct)
    {
        if (await db.User(userId, ct) is null) throw IdentityRefusals.NotFound("user", userId);
        if (scope.Kind == ScopeKind.Project && await db.Project(scope.Id, ct) is null) throw IdentityRefusals.NotFound("project", scope.Id);
        if (scope.Kind == ScopeKind.Domain && scope.Id != Domain.Default.Id) throw IdentityRefusals.NotFound("domain", scope.Id);
    }

    async Task<Answer> List(Exchange exchange, CancellationToken ct)
    {
        var user = exchange.Query("user.id");
        Exchange.Require(exchange.Caller.MayReadAll || user == exchange.Caller.User.Id);
        // There are no groups and no inheritance, so nothing matches those filters.
        var none = exchange.Query("group.id") is not null || exchange.Query("scope.OS-INHERIT:inherited_to") is not null;
        var all = none ? [] : await db.Assignments(user, ct);
        var roles = (await db.Roles(ct)).ToDictionary(r => r.Id);
        var found = (exchange.Flag("effective") ? Effective(all, roles) : all).Where(a => Wanted(exchange, a));
        var names = exchange.Flag("include_names") ? await NamesOf(roles, ct) : null;
        return Answer.List(exchange, "role_assignments", found, (json, one) => Write(json, one, names, exchange.Root));
    }

    static bool Wanted(Exchange exchange, RoleAssignment one) =>
        (exchange.Query("role.id") is not { } role || one.RoleId == role)
        && (exchange.Query("scope.project.id") is not { } project || one.Scope == Scope.Project(project))
        && (exchange.Query("scope.domain.id") is not { } domain || one.Scope == Scope.Domain(domain))
        && (exchange.Query("scope.system") is null || one.Scope == Scope.System);

    /// <summary>What the assignments amount to: with the roles that others imply, each once.</summary>
    static IEnumerable<RoleAssignment> Effective(IEnumerable<RoleAssignment> all, Dictionary<string, Role> roles)
    {
        var byName = roles.Values.ToDictionary(r => r.Name);
        return all
            .Where(one => roles.ContainsKey(one.RoleId))
            .SelectMany(one => Role.Expand([roles[one.RoleId].Name]).Where(byName.ContainsKey).Select(name => one with { RoleId = byName[name].Id }))
            .Distinct();
    }

    async Task<Names> NamesOf(Dictionary<string, Role> roles, CancellationToken ct) => new(
        (await db.Users(ct)).ToDictionary(u => u.Id, u => u.Name),
        (await db.Projects(ct)).ToDictionary(p => p.Id, p => p.Name),
        roles.ToDictionary(r => r.Key, r => r.Value.Name));

    static void Write(Utf8JsonWriter json, RoleAssignment one, Names? names, string root)
    {
        var place = one.Scope.Kind == ScopeKind.System ? "system" : $"{one.Scope.Word}s/{one.Scope.Id}";
        json.WriteStartObject("links");
        json.WriteString("assignment", $"{root}/{place}/users/{one.UserId}/roles/{one.RoleId}");
        json.WriteEndObject();
        Views.Named(json, "role", one.RoleId, names?.Roles.GetValueOrDefault(one.RoleId), withDomain: false);
        Views.Named(json, "user", one.UserId, names?.Users.GetValueOrDefault(one.UserId), withDomain: names is not null);
        json.WriteStartObject("scope");
        if (one.Scope.Kind == ScopeKind.Project)
            Views.Named(json, "project", one.Scope.Id, names?.Projects.GetValueOrDefault(one.Scope.Id), withDomain: names is not null);
        else if (one.Scope.Kind == ScopeKind.Domain)
            Views.Named(json, "domain", one.Scope.Id, names is null ? null : Domain.Default.Name, withDomain: false);
        else
        {
            json.WriteStartObject("system");
            json.WriteBoolean("all", true);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    sealed record Names(Dictionary<string, string> Users, Dictionary<string, string> Projects, Dictionary<string, string> Roles);
}
