using System.Text.RegularExpressions;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Golden;

/// <summary>
/// Who is let in at what: every endpoint × every kind of caller, on a world of its own with two backends. What is asked for is always of the member's project;
/// what is changed is made for it, with good values, and whoever is let in uses it up.
/// </summary>
sealed class AuthorizationTable : IAsyncDisposable
{
    static readonly string[] OfAllProjects =
    [
        "shares.list", "shares.detail", "snapshots.list", "snapshots.detail", "share_groups.list", "share_groups.detail", "group_snapshots.list", "group_snapshots.detail",
    ];

    readonly DelegatedPolicy? policy;
    readonly World world;
    Things seen = null!;

    AuthorizationTable(DelegatedPolicy? policy)
    {
        this.policy = policy;
        string[] file = policy is null ? [] : [policy.Option];
        world = new World
        {
            Options =
            [
                "enabled_share_backends = dummy,second", .. file,
                "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "replication_domain = lab", "backend_availability_zone = there",
            ],
        };
    }

    /// <summary>The callers and their tokens.</summary>
    public static IReadOnlyList<(string Name, string Token)> Callers { get; } =
    [
        ("nobody", ""),
        ("no-roles", "@b0000000000000000000000000000002/idle-user"),
        ("reader", "reader@b0000000000000000000000000000002/reading-user"),
        ("member", ApiHost.Member),
        ("other-project", ApiHost.Stranger),
        ("admin", ApiHost.Admin),
        ("system-admin", "admin,member,reader@-/system"),
    ];

    /// <summary>Makes the world.</summary>
    /// <param name="delegated">Under a policy that gives a project's members what administrators may, so that only the question whose it is tells them apart.</param>
    public static async Task<AuthorizationTable> Make(bool delegated)
    {
        var table = new AuthorizationTable(delegated ? new DelegatedPolicy() : null);
        await table.world.InitializeAsync();
        table.seen = await table.world.Fresh();
        return table;
    }

    /// <summary>The rows: each endpoint, and each of its requests that names something else of the project, too.</summary>
    public IReadOnlyList<AuthorizationRow> Rows =>
    [
        .. from endpoint in world.Endpoints
           let asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name)
           from row in Of(endpoint, asked)
           select row,
    ];

    /// <summary>What each caller is answered.</summary>
    /// <param name="row">The row.</param>
    /// <param name="around">Called with each request.</param>
    /// <param name="tokens">The tokens of other callers.</param>
    public async Task<IReadOnlyList<int>> Statuses(
        AuthorizationRow row, Func<Func<Task<Answer>>, Task<Answer>>? around = null, IReadOnlyList<string>? tokens = null)
    {
        var statuses = new List<int>();
        var reads = row.Endpoint.Method == "GET";
        var things = reads ? seen : await world.Fresh();
        foreach (var token in tokens ?? [.. Callers.Select(caller => caller.Token)])
        {
            var path = "/v2" + await things.Fill(row.Endpoint.Path);
            if (row.Endpoint.Path == "/share-access-rules") path += $"?share_id={await things.Of("share")}";
            path += row.Query;
            var body = row.Body is null ? null : await things.FillBody(row.Body);
            Task<Answer> Ask() => world.Host.Send(new HttpMethod(row.Endpoint.Method), path, token, body, row.Version);
            var answer = around is null ? await Ask() : await around(Ask);
            statuses.Add(answer.Status);
            if (answer.Status < 300 && !reads) things = await world.Fresh();
        }
        return statuses;
    }

    /// <summary>What is answered to a caller who names what is not there.</summary>
    public async Task<int> OfNothing(AuthorizationRow row, string token)
    {
        var path = Regex.Replace(row.Endpoint.Path, @"\{\w+\}", "00000000-0000-4000-8000-000000000000");
        var body = row.Body is null ? null : Regex.Replace(row.Body, @"\{[a-z ]+\}", "00000000-0000-4000-8000-000000000000");
        return (await world.Host.Send(new HttpMethod(row.Endpoint.Method), $"/v2{path}{row.Query}", token, body, row.Version)).Status;
    }

    /// <summary>Ids of what the member's project has and is only looked at.</summary>
    public IEnumerable<string> Ids => world.Ids.Values.Concat(seen.Made.Values);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        policy?.Dispose();
    }

    static IEnumerable<AuthorizationRow> Of(Endpoint endpoint, WritingEndpoint? asked)
    {
        if (asked is null && endpoint.Method is "POST" or "PUT") throw new InvalidOperationException($"{endpoint.Name}: no part of the world says how it is asked.");
        var version = asked?.Version ?? ApiVersion.NewestText;
        yield return new AuthorizationRow(endpoint.Name, endpoint, asked is null ? null : asked.Body ?? $"{{\"{endpoint.Action}\":null}}", version);
        if (OfAllProjects.Contains(endpoint.Name)) yield return new AuthorizationRow($"{endpoint.Name}, all projects", endpoint, null, version, "?all_tenants=1&is_public=1");
        foreach (var (how, body) in asked?.Naming ?? []) yield return new AuthorizationRow($"{endpoint.Name}, {how}", endpoint, body, version);
    }
}

/// <summary>A row of the table.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Endpoint">Where.</param>
/// <param name="Body">With which body, words in braces standing for things; null: none.</param>
/// <param name="Version">At which version.</param>
/// <param name="Query">With which query.</param>
sealed record AuthorizationRow(string Name, Endpoint Endpoint, string? Body, string Version, string Query = "");
