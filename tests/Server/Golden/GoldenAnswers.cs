using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>What every reading endpoint answers at every microversion, to the byte, for an administrator and for a member.</summary>
public sealed class GoldenAnswers(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_reading_operation_answers_as_blessed_at_every_version()
    {
        var endpoints = world.Host.Services.GetRequiredService<ApiRoutes>().All
            .Where(o => o.Method == "GET" || o.Name == "shares.access_list");
        foreach (var endpoint in endpoints.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            var text = await Across(endpoint, "admin", ApiHost.Admin) + await Across(endpoint, "member", ApiHost.Member);
            GoldenFile.Check($"answers/{endpoint.Name}.txt", text);
        }
    }

    [Fact]
    public void Every_operation_has_its_golden_answer_and_every_answer_its_operation() =>
        Assert.Equal(world.Endpoints.Select(o => o.Name).Order(StringComparer.Ordinal), GoldenFile.Names("answers").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("""{"created_at":"1970-01-01T00:00:00.000000"}""")]
    [InlineData("""{"created_at":"2100-01-01T00:00:00.000000"}""")]
    [InlineData("""{"expires_at":"1970-01-01T00:00:00.000000"}""")]
    [InlineData("""{"id":"0","request_id":"req-1"}""")]
    [InlineData("""{"free_capacity_gb":"unknown"}""")]
    public void What_has_not_the_form_or_value_of_this_run_is_not_hidden(string text) => Assert.Equal(text, world.Stable(text));

    async Task<string> Across(Endpoint endpoint, string who, string token)
    {
        var answers = new List<(int Minor, string Text)>();
        for (var minor = 0; minor <= ApiVersion.Newest.Minor; minor++)
        {
            var (path, action) = world.Spelling(endpoint, minor);
            var body = action is null ? null : $"{{\"{action}\":null}}";
            var answer = await world.Host.Send(new HttpMethod(endpoint.Method), path + Query(endpoint, token), token, body, $"2.{minor}");
            answers.Add((minor, $"{answer.Status} {world.Stable(answer.Text)}"));
        }
        return VersionRanges.Text(who, answers);
    }

    string Query(Endpoint endpoint, string token) => endpoint.Path switch
    {
        "/services" => "?binary=manila-share", // which service is known first, and has number 1, is chance
        "/operations" => $"?resource_id={world.Ids["snapshot"]}",
        "/share-access-rules" => $"?share_id={world.Ids["share"]}",
        "/shares" or "/shares/detail" or "/snapshots" or "/snapshots/detail" or "/share-groups" or "/share-groups/detail" or "/share-group-snapshots"
            or "/share-group-snapshots/detail" when token == ApiHost.Admin => "?all_tenants=1&sort_dir=asc",
        _ => "",
    };
}
