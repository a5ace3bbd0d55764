using System.Text.Json.Nodes;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>
/// Reading is not writing: whatever another project's member asks for, with whichever foreign id wherever an id can stand, not a byte of a
/// project's rows changes. An endpoint joins by being registered, with its row in <see cref="WritingEndpoint"/>.
/// </summary>
[Trait("Suite", "Hostile")]
public sealed class ForeignRowsTests
{
    const string Stranger = "c0000000000000000000000000000003";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_operation_of_another_project_changes_a_byte_of_ours(bool isPublic)
    {
        var world = new World();
        await world.InitializeAsync();
        await using var host = world.Host;
        await world.Unlimited(Stranger);
        if (isPublic) await Publish(world, "share", "replicated share");
        var own = await OwnThings(world);
        await Quiet(world);
        var rows = await StoredRows.Of(host.Db, Ours(world), Stranger);

        foreach (var endpoint in host.Services.GetRequiredService<ApiRoutes>().All.Where(o => o.Method != "GET").OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            foreach (var (path, body, version) in Asked(world, endpoint, own))
            {
                await host.Send(new HttpMethod(endpoint.Method), path, ApiHost.Stranger, body, version, experimental: true);
            }
            await rows.MustStand(endpoint.Name);
        }
        await EverythingGoes(world);
        await rows.MustStand("deleting all that the stranger had");
    }

    /// <summary>The endpoint as it is asked well, on our resource and on the stranger's own, and with our ids in each field that could take one.</summary>
    internal static IEnumerable<(string Path, string? Body, string Version)> Asked(World world, Endpoint endpoint, IReadOnlyDictionary<string, string> own)
    {
        var asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name);
        var version = asked?.Version ?? ApiVersion.NewestText;
        var path = "/v2" + world.Fill(endpoint.Path);
        var ownPath = own.Aggregate(path, (text, pair) => text.Replace(world.Ids[pair.Key], pair.Value, StringComparison.Ordinal));
        var body = asked is null ? null : asked.Body is { } good ? world.Filled(good) : $"{{\"{endpoint.Action}\":null}}";
        yield return (path, body, version);
        if (asked?.Body is null || asked.Envelope is not { } envelope) yield break;
        foreach (var (field, kind) in asked.Fields)
        {
            foreach (var value in Values(field, kind, world.Ids.Values))
            {
                var changed = JsonNode.Parse(body!)!;
                if (field.Length == 0) changed[envelope] = JsonNode.Parse(value);
                else changed[envelope]![field] = JsonNode.Parse(value);
                yield return (path, changed.ToJsonString(), version);
                if (ownPath != path) yield return (ownPath, changed.ToJsonString(), version);
            }
        }
    }

    static IEnumerable<string> Values(string field, string kind, IReadOnlyCollection<string> ids) => kind switch
    {
        "word" or "name" or "choice" => ids.Select(id => $"\"{id}\""),
        "ids" or "names" => ids.Select(id => $"[\"{id}\"]"),
        "object" when field == "scheduler_hints" => new[] { "same_host", "different_host", "only_host" }
            .SelectMany(hint => ids.Select(id => $"{{\"{hint}\":\"{id}\"}}")).Append($"{{\"different_host\":\"{string.Join(',', ids)}\"}}"),
        "map" => ids.SelectMany(id => new[] { "__affinity_same_host", "__affinity_different_host", "color" }.Select(key => $"{{\"{key}\":\"{id}\"}}")),
        _ => [],
    };

    internal static async Task Publish(World world, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var shown = await world.Host.Put($"/v2/shares/{world.Ids[name]}", new { share = new { is_public = true } });
            Assert.True(shown.Status == 200, shown.Text);
            Assert.Equal(200, (await world.Host.Get($"/v2/shares/{world.Ids[name]}", ApiHost.Stranger)).Status);
        }
    }

    /// <summary>The stranger's own resources by the name that ours of the kind have in the world.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> OwnThings(World world)
    {
        var host = world.Host;
        var share = await host.MakeShare(token: ApiHost.Stranger);
        var snapshot = await Made(host, "/v2/snapshots", new { snapshot = new { share_id = share } });
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available", ApiHost.Stranger);
        var group = await Made(host, "/v2/share-groups", new { share_group = new { name = "own" } });
        await host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available", ApiHost.Stranger);
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["share"] = share, ["snapshot"] = snapshot, ["group"] = group };
    }

    static async Task<string> Made(ApiHost host, string path, object body)
    {
        var made = await host.Post(path, body, ApiHost.Stranger);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    // Types are named in everybody's rows; their own are those that begin with their id.
    internal static IEnumerable<string> Ours(World world) =>
    [
        "b0000000000000000000000000000002",
        .. world.Ids.Select(thing => thing.Key.EndsWith("type", StringComparison.Ordinal) || thing.Key == "private" ? $": id='{thing.Value}'" : thing.Value),
    ];

    internal static Task Quiet(World world) => world.Host.Until(
        async () => await world.Host.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL") == 0, "nothing is under way");

    /// <summary>Side effects come with the end, too: the stranger deletes all shares.</summary>
    static async Task EverythingGoes(World world)
    {
        await Quiet(world);
        while (true)
        {
            var left = (await world.Host.Get("/v2/shares?limit=1000", ApiHost.Stranger)).Json.GetProperty("shares").EnumerateArray()
                .Select(s => s.GetProperty("id").GetString()!).ToList();
            var refused = 0;
            foreach (var id in left)
                if ((await world.Host.Delete($"/v2/shares/{id}", ApiHost.Stranger)).Status != 202) refused++;
            await Quiet(world);
            if (refused == left.Count) return;
        }
    }
}
