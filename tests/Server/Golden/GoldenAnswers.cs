using System.Text;
using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>What every reading operation answers at every microversion, to the byte, for an administrator and for a member.</summary>
public sealed class GoldenAnswers(World world) : IClassFixture<World>
{
    static readonly string[] Unsteady = ["pools.detail"];

    [Fact]
    public async Task Every_reading_operation_answers_as_blessed_at_every_version()
    {
        var operations = world.Host.Services.GetRequiredService<ApiRoutes>().All.Where(o => o.Method == "GET" && !Unsteady.Contains(o.Name));
        foreach (var operation in operations.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            var text = new StringBuilder();
            foreach (var (who, token) in ((string, string)[])[("admin", ApiHost.Admin), ("member", ApiHost.Member)])
            {
                text.Append(await Across(operation, who, token));
            }
            GoldenFile.Check($"answers/{operation.Name}.txt", text.ToString());
        }
    }

    [Theory]
    [InlineData("shares.create", "/v2/shares", """{"share":{"share_proto":"nfs","size":1,"name":"new","description":"d","share_type":"plain","metadata":{"k":"v"},"snapshot_id":null}}""")]
    [InlineData("snapshots.create", "/v2/snapshots", """{"snapshot":{"share_id":"SHARE","name":"s","description":"d","metadata":{"k":"v"}}}""")]
    public async Task Every_creation_answers_as_blessed_at_every_version(string name, string path, string body)
    {
        var answers = new List<(string Version, string Text)>();
        for (var minor = 0; minor <= 99; minor++)
        {
            var answer = await world.Host.Post(path, body.Replace("SHARE", world.Ids["share"], StringComparison.Ordinal), ApiHost.Member, $"2.{minor}");
            Assert.True(answer.Status < 300, answer.Text);
            var id = answer.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
            answers.Add(($"2.{minor}", $"{answer.Status} {world.Stable(answer.Text.Replace(id, "<new>", StringComparison.Ordinal))}"));
            await world.Host.UntilStatus($"{path}/{id}", name.StartsWith("shares", StringComparison.Ordinal) ? "share" : "snapshot", "available");
            await world.Host.Delete($"{path}/{id}", ApiHost.Member);
            await world.Host.UntilGone($"{path}/{id}");
        }
        GoldenFile.Check($"answers/{name}.txt", Grouped("member", answers));
    }

    async Task<string> Across(Operation operation, string who, string token)
    {
        var answers = new List<(string Version, string Text)>();
        for (var minor = 0; minor <= 99; minor++)
        {
            var answer = await world.Host.Get(Query(operation, world, minor), token, $"2.{minor}");
            answers.Add(($"2.{minor}", $"{answer.Status} {world.Stable(answer.Text)}"));
        }
        return Grouped(who, answers);
    }

    // Old spellings (os-…) are reached where the newer path does not exist yet.
    static string Query(Operation operation, World world, int minor)
    {
        var path = world.Fill(operation.Path);
        if (minor < 7)
        {
            path = path.Replace("/services", "/os-services", StringComparison.Ordinal)
                .Replace("/availability-zones", "/os-availability-zone", StringComparison.Ordinal)
                .Replace("/quota-sets", "/os-quota-sets", StringComparison.Ordinal);
        }
        return $"/v2{path}" + (operation.Path == "/share-access-rules" ? $"?share_id={world.Ids["share"]}" : "");
    }

    static string Grouped(string who, List<(string Version, string Text)> answers)
    {
        var text = new StringBuilder();
        for (var first = 0; first < answers.Count;)
        {
            var last = first;
            while (last + 1 < answers.Count && answers[last + 1].Text == answers[first].Text) last++;
            text.Append($"{who} {answers[first].Version} to {answers[last].Version}\n  {answers[first].Text.ReplaceLineEndings(" ")}\n");
            first = last + 1;
        }
        return text.ToString();
    }
}
