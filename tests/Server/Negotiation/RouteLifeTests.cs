using System.Reflection;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Negotiation;

/// <summary>Each operation is reached at the versions that have it, under the path and key of that version, and at no other.</summary>
public sealed class RouteLifeTests(RunningApi api) : IClassFixture<RunningApi>
{
    RouteTree Routes => api.Host.Services.GetRequiredService<RouteTree>();

    [Fact]
    public void Operations_are_reached_at_the_versions_that_have_them_and_at_no_other() => Assert.Empty(
        from fact in RouteFact.All
        from minor in Enumerable.Range(0, ApiVersion.Newest.Minor + 1)
        let expected = minor >= fact.From && minor <= fact.To
        where Reached(fact, minor) != expected
        select $"{fact} at 2.{minor}: {(expected ? "not reached" : "reached")}");

    [Fact]
    public void No_operation_is_missing_from_the_table()
    {
        var known = RouteFact.All.SelectMany(f => Find(f)).Select(e => e.Endpoint.Name).ToHashSet();
        var ours = (Endpoint o) => o.Path.StartsWith("/operations", StringComparison.Ordinal) || o.Path == "/reconcile"; // Abaca's own; Manila has no such thing
        Assert.Empty(api.Host.Services.GetRequiredService<ApiRoutes>().All.Where(o => !ours(o)).Select(o => o.Name).Except(known));
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
        foreach (var fact in RouteFact.All)
        {
            foreach (var minor in (int[])[fact.From - 1, fact.From, fact.To, fact.To + 1])
            {
                if (!new ApiVersion(minor).IsServed) continue;
                var found = !await NotThere(fact, minor);
                if (found != (minor >= fact.From && minor <= fact.To)) wrong.Add($"{fact} at 2.{minor}: {(found ? "there" : "not there")}");
            }
        }
        Assert.Empty(wrong);
    }

    // An operation that is there says which thing it did not find; one that is not there has only the general text.
    async Task<bool> NotThere(RouteFact fact, int minor)
    {
        object? body = fact.Method is "GET" or "DELETE" ? null : fact.Action is { } action ? $$"""{"{{action}}": []}""" : "[]";
        var answer = await api.Host.Send(new HttpMethod(fact.Method), $"/v2{Concrete(fact)}", ApiHost.Admin, body, $"2.{minor}");
        Assert.True(answer.Status < 500, $"{fact} at 2.{minor}: {answer.Status} {answer.Text}");
        return answer.Status == 404 && answer.Message.Contains("The resource could not be found.", StringComparison.Ordinal);
    }

    bool Reached(RouteFact fact, int minor) => Find(fact).Any(e => e.Serves(new ApiVersion(minor), experimental: false));

    IEnumerable<Spelling> Find(RouteFact fact) =>
        Routes.Find(Concrete(fact))?.Spellings.Where(e => e.Endpoint.Method == fact.Method && e.Action == fact.Action) ?? [];

    static string Concrete(RouteFact fact) => fact.Path
        .Replace("ID", "5b6e6c0e-aaaa-4bbb-8ccc-000000000001", StringComparison.Ordinal)
        .Replace("OTHER", "5b6e6c0e-aaaa-4bbb-8ccc-000000000002", StringComparison.Ordinal)
        .Replace("KEY", "color", StringComparison.Ordinal);
}
