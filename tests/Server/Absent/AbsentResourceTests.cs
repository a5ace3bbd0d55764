using System.Text.Json;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.WireTraps;
using Xunit;

namespace Abaca.Tests.Server.Absent;

/// <summary>
/// What Manila has and this release has none of: dashboards and command lines ask for it while they show something else, and must get an empty
/// list or a plain "not found" about the resource, at every version that has it.
/// </summary>
public sealed class AbsentResourceTests(OneHost one) : IClassFixture<OneHost>
{
    const string Id = "5b6e6c0e-aaaa-4bbb-8ccc-000000000001";
    readonly ApiHost host = one.Host;

    [Theory]
    [InlineData("/share-networks", "share_networks", 0, false), InlineData("/share-networks/detail", "share_networks", 0, false)]
    [InlineData("/security-services", "security_services", 0, false), InlineData("/security-services/detail", "security_services", 0, false)]
    [InlineData("/share-servers", "share_servers", 0, true)]
    [InlineData("/snapshot-instances", "snapshot_instances", 19, true), InlineData("/snapshot-instances/detail", "snapshot_instances", 19, true)]
    [InlineData("/share-transfers", "transfers", 77, false), InlineData("/share-transfers/detail", "transfers", 77, false)]
    [InlineData("/resource-locks", "resource_locks", 81, false)]
    [InlineData("/qos-types", "qos_types", 94, false)]
    public async Task Lists_are_empty_for_whom_Manila_lets_in(string path, string list, int since, bool adminsOnly)
    {
        foreach (var minor in (int[])[since, ApiVersion.Newest.Minor])
        {
            foreach (var project in (string[])["", "/b0000000000000000000000000000002"])
            {
                var answer = await host.Get($"/v2{project}{path}?all_tenants=1&name=x", ApiHost.Member, $"2.{minor}");
                Assert.True(answer.Status == (adminsOnly ? 403 : 200), $"{path} at 2.{minor}: {answer.Status} {answer.Text}");
                if (!adminsOnly) Assert.Equal($$"""{"{{list}}":[]}""", Compact(answer.Json));
            }
            Assert.Equal($$"""{"{{list}}":[]}""", Compact((await host.Get($"/v2{path}", ApiHost.Admin, $"2.{minor}")).Json));
        }
        if (since > 0) Assert.Equal(404, (await host.Get($"/v2{path}", ApiHost.Admin, $"2.{since - 1}")).Status);
    }

    [Theory]
    [InlineData("/share-networks/ID", "Share network ID could not be found."), InlineData("/share-networks/ID/subnets", "Share network ID could not be found.")]
    [InlineData("/share-networks/ID/subnets/other/metadata/key", "Share network ID could not be found.")]
    [InlineData("/security-services/ID", "Security service ID could not be found.")]
    [InlineData("/share-servers/ID", "Share server ID could not be found."), InlineData("/share-servers/ID/details", "Share server ID could not be found.")]
    [InlineData("/snapshot-instances/ID", "Snapshot instance ID not found."), InlineData("/snapshot-instances/ID/export-locations", "Snapshot instance ID not found.")]
    [InlineData("/share-transfers/ID", "Transfer ID could not be found.")]
    [InlineData("/resource-locks/ID", "Resource lock ID could not be found.")]
    [InlineData("/qos-types/ID", "No QoS Type exists with ID ID.")]
    public async Task A_single_one_is_not_found_in_Manilas_words(string path, string words)
    {
        var answer = await host.Get("/v2" + path.Replace("ID", Id, StringComparison.Ordinal));
        Assert.Equal(404, answer.Status);
        var at = words.LastIndexOf("ID", StringComparison.Ordinal);
        Assert.Equal($"{words[..at]}{Id}{words[(at + 2)..]}", answer.Message);
    }

    [Fact]
    public async Task Backups_are_an_experiment_at_every_version_that_has_them()
    {
        foreach (var path in (string[])["/v2/share-backups", "/v2/share-backups/detail"])
        {
            Assert.Equal(404, (await host.Get(path)).Status);
            Assert.Equal(404, (await host.Send(HttpMethod.Get, path, ApiHost.Member, version: "2.79", experimental: true)).Status);
            foreach (var version in (string[])["2.80", ApiVersion.NewestText])
            {
                var answer = await host.Send(HttpMethod.Get, path, ApiHost.Member, version: version, experimental: true);
                Assert.Equal((200, """{"share_backups":[]}"""), (answer.Status, Compact(answer.Json)));
            }
        }
        var backup = await host.Send(HttpMethod.Get, $"/v2/share-backups/{Id}", ApiHost.Member, experimental: true);
        Assert.Equal((404, $"No backup exists with ID {Id}."), (backup.Status, backup.Message));
    }

    [Fact]
    public async Task What_belongs_to_a_snapshot_that_cannot_be_mounted_is_empty_too()
    {
        var share = await host.MakeShare();
        var snapshot = (await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("id").GetString();
        Assert.Equal("""{"snapshot_access_list":[]}""", Compact((await host.Get($"/v2/snapshots/{snapshot}/access-list", ApiHost.Member)).Json));
        Assert.Equal("""{"share_snapshot_export_locations":[]}""", Compact((await host.Get($"/v2/snapshots/{snapshot}/export-locations", ApiHost.Member)).Json));
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{snapshot}/export-locations/{Id}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{snapshot}/access-list", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{Id}/access-list", ApiHost.Member)).Status);
    }

    [Theory]
    [InlineData("/share-networks"), InlineData("/security-services/detail"), InlineData("/share-transfers"), InlineData("/resource-locks"), InlineData("/qos-types")]
    public async Task A_limit_that_is_none_is_refused_although_nothing_is_listed(string path) =>
        Assert.Equal(400, (await host.Get($"/v2{path}?limit=-1")).Status);

    [Theory]
    [InlineData("/share-networks", """{"share_network": {"name": "n"}}"""), InlineData("/security-services", """{"security_service": {"type": "ldap"}}""")]
    [InlineData("/share-transfers", """{"transfer": {"share_id": "x"}}"""), InlineData("/resource-locks", """{"resource_lock": {"resource_id": "x"}}""")]
    public async Task None_can_be_made(string path, string body) =>
        Assert.Equal(404, (await host.Post("/v2" + path, body)).Status);

    static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}
