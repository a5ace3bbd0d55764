namespace Abaca.Server.Identity.Api;

/// <summary>
/// What Keystone has and this service has none of: groups of users, and keys for EC2. Dashboards ask for them while they show users and
/// projects, so the lists are there and empty, and a single one is not found. Nothing can be written there.
/// </summary>
sealed class AbsentCalls
{
    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        Empty("/v3/groups", "groups", exchange => exchange.ReadersOfAll()),
        Empty("/v3/users/*/groups", "groups", exchange => exchange.ReadersOf(exchange.Id(0))),
        Empty("/v3/users/*/credentials/OS-EC2", "credentials", exchange => exchange.ReadersOf(exchange.Id(0))),
        Missing("/v3/groups/*", group: 0),
        Missing("/v3/groups/*/users", group: 0),
        Missing("/v3/groups/*/users/*", group: 0),
        Missing("/v3/projects/*/groups/*/roles", group: 1),
        Missing("/v3/projects/*/groups/*/roles/*", group: 1),
        Missing("/v3/domains/*/groups/*/roles", group: 1),
        Missing("/v3/domains/*/groups/*/roles/*", group: 1),
        Missing("/v3/system/groups/*/roles", group: 0),
        Missing("/v3/system/groups/*/roles/*", group: 0),
    ];

    static Route Empty(string path, string list, Action<Exchange> guard) => new("GET", path, (exchange, _) =>
    {
        guard(exchange);
        return Task.FromResult(Answer.List<string>(exchange, list, [], static (_, _) => { }));
    });

    static Route Missing(string path, int group) => new("GET", path, (exchange, _) =>
    {
        exchange.ReadersOfAll();
        throw IdentityRefusals.NotFound("group", exchange.Id(group));
    });
}
