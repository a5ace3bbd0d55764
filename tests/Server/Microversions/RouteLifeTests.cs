using System.Reflection;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Reference;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>Each endpoint is reached at the versions that have it, under the path and key of that version, and at no other.</summary>
public sealed class RouteLifeTests(RunningApi api) : IClassFixture<RunningApi>
{
    /// <summary>Of resources that can be made here, what this release does not do: parts of the routes of Manila's that are missing.</summary>
    static readonly string[] NotInThisRelease =
    [
        "/shares/{}/action soft_delete", "/shares/{}/action restore", // the recycle bin
        "/snapshots/{}/action allow_access", "/snapshots/{}/action deny_access", // snapshots that are mounted
    ];

    RouteTree Routes => api.Host.Services.GetRequiredService<RouteTree>();

    /// <summary>Manila's routes that this release has.</summary>
    IEnumerable<ManilaRoute> Facts => Manila.Routes.Where(route => Find(route).Any());

    [Fact]
    public void Operations_are_reached_at_the_versions_that_have_them_and_at_no_other() => Assert.Empty(
        from fact in Facts
        from minor in Enumerable.Range(0, ApiVersion.Newest.Minor + 1)
        where Reached(fact, minor) != fact.Serves(minor)
        select $"{fact} at 2.{minor}: {(fact.Serves(minor) ? "not reached" : "reached")}");

    [Fact]
    public void Every_operation_is_one_of_Manilas_or_known_as_our_own()
    {
        var known = Facts.SelectMany(Find).Select(e => e.Endpoint.Name).ToHashSet();
        var ours = (Endpoint o) => o.Path.StartsWith("/operations", StringComparison.Ordinal) || o.Path == "/reconcile"; // Abaca's own; Manila has no such thing
        Assert.Empty(api.Host.Services.GetRequiredService<ApiRoutes>().All.Where(o => !ours(o)).Select(o => o.Name).Except(known));
    }

    [Fact]
    public void What_can_be_made_has_all_of_Manilas_endpoints_or_it_is_known_which_not()
    {
        var made = Facts.Where(fact => fact is { Method: "POST", Action: null } && !fact.Path.Contains('{')).Select(fact => fact.Path).ToList();
        var missing = Manila.Routes
            .Where(route => made.Exists(path => route.Path == path || route.Path.StartsWith(path + "/", StringComparison.Ordinal)) && !Find(route).Any())
            .Select(route => route.ToString()).ToHashSet(StringComparer.Ordinal);
        var unknown = missing.Where(route => !NotInThisRelease.Any(known => route.Contains(known, StringComparison.Ordinal))).ToList();
        var done = NotInThisRelease.Where(known => !missing.Any(route => route.Contains(known, StringComparison.Ordinal))).ToList();
        Assert.True(unknown.Count == 0, $"Manila has them, and this release has not: {string.Join("; ", unknown)}");
        Assert.True(done.Count == 0, $"They are here now: {string.Join("; ", done)}");
    }

    [Fact]
    public void Every_endpoint_that_is_declared_is_served() => Assert.Empty(
        typeof(Endpoint).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Endpoints", StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)))
            .SelectMany(value => value as IEnumerable<Endpoint> ?? (value is Endpoint one ? [one] : []))
            .Select(e => e.Name).Except(api.Host.Services.GetRequiredService<ApiRoutes>().All.Select(e => e.Name)));

    [Fact]
    public async Task At_the_edges_of_its_life_an_operation_answers_or_is_not_found_over_HTTP()
    {
        var wrong = new List<string>();
        foreach (var fact in Facts)
        {
            foreach (var minor in fact.Edges.Append(ApiVersion.Newest.Minor))
            {
                if (!new ApiVersion(minor).IsServed) continue;
                var found = !await NotThere(fact, minor);
                if (found != fact.Serves(minor)) wrong.Add($"{fact} at 2.{minor}: {(found ? "there" : "not there")}");
            }
        }
        Assert.Empty(wrong);
    }

    // An endpoint that is there says which thing it did not find; one that is not there has only the general text.
    async Task<bool> NotThere(ManilaRoute fact, int minor)
    {
        object? body = fact.Method is "GET" or "DELETE" ? null : fact.Action is { } action ? $$"""{"{{action}}": []}""" : "[]";
        var answer = await api.Host.Send(new HttpMethod(fact.Method), $"/v2{Concrete(fact)}", ApiHost.Admin, body, $"2.{minor}");
        Assert.True(answer.Status < 500, $"{fact} at 2.{minor}: {answer.Status} {answer.Text}");
        return answer.Status == 404 && answer.Message.Contains("The resource could not be found.", StringComparison.Ordinal);
    }

    bool Reached(ManilaRoute fact, int minor) => Find(fact).Any(e => e.Serves(new ApiVersion(minor), experimental: false));

    IEnumerable<Spelling> Find(ManilaRoute fact) =>
        Routes.Find(Concrete(fact))?.Spellings.Where(e => e.Endpoint.Method == fact.Method && e.Action == fact.Action) ?? [];

    // Where Manila has a parameter for a word, ours is the word.
    static string Concrete(ManilaRoute fact)
    {
        var path = fact.Path.Replace("services/{}", "services/enable", StringComparison.Ordinal);
        for (var number = 1; path.IndexOf("{}", StringComparison.Ordinal) is >= 0 and var at; number++) path = $"{path[..at]}5b6e6c0e-aaaa-4bbb-8ccc-00000000000{number}{path[(at + 2)..]}";
        return path;
    }
}
