using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.WireTraps;

/// <summary>The calls of real clients in their order, as read in their sources, and what each client looks at in the answers.</summary>
public sealed class ClientSequences(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    /// <summary>CreateVolume, ControllerExpandVolume, CreateSnapshot, volume from snapshot and DeleteVolume of the NFS flavour.</summary>
    [Fact]
    public async Task Manila_csi_makes_grows_snapshots_and_deletes_a_volume()
    {
        var version = Assert.Single((await host.Get("/v2/", ApiHost.Member, null)).Json.GetProperty("versions").EnumerateArray());
        Assert.True(Minor(version.GetProperty("version")) >= 45 && Minor(version.GetProperty("min_version")) <= 37);
        Assert.Contains((await Csi(HttpMethod.Get, "/types")).GetProperty("share_types").EnumerateArray(), t => t.GetProperty("name").GetString() == "plain");

        var share = await CsiShare("pvc-0f1e", null);
        await CsiAccess(share);
        var locations = (await Csi(HttpMethod.Get, $"/shares/{share}/export_locations")).GetProperty("export_locations");
        Assert.False(string.IsNullOrEmpty(locations[0].GetProperty("path").GetString()));

        await Csi(HttpMethod.Post, $"/shares/{share}/action", new { extend = new { new_size = 2 } }, 202);
        await UntilAvailable($"/shares/{share}", "share");
        Assert.Equal(2, (await Csi(HttpMethod.Get, $"/shares/{share}")).GetProperty("share").GetProperty("size").GetInt32());

        var snapshot = await CsiSnapshot(share);
        var restored = await CsiShare("pvc-restored", snapshot);
        await Csi(HttpMethod.Delete, $"/shares/{restored}", null, 202);
        await host.UntilGone($"/v2/shares/{restored}");
        await Csi(HttpMethod.Delete, $"/snapshots/{snapshot}", null, 202);
        await host.UntilGone($"/v2/snapshots/{snapshot}");
        await Csi(HttpMethod.Delete, $"/shares/{share}", null, 202);
        await host.UntilGone($"/v2/shares/{share}");
        await Csi(HttpMethod.Delete, $"/shares/{share}", null, 404); // it asks again, and takes 404 for success
    }

    [Fact]
    public async Task Manila_csi_finds_its_volume_again_when_it_is_asked_twice()
    {
        var first = await CsiShare("pvc-twice", null);
        var found = (await Csi(HttpMethod.Get, "/shares/detail?name=pvc-twice")).GetProperty("shares");
        Assert.Equal(first, Assert.Single(found.EnumerateArray()).GetProperty("id").GetString());
        await CsiAccess(first);
        await CsiAccess(first); // it looks before it allows
        Assert.Equal(1, (await Csi(HttpMethod.Get, $"/share-access-rules?share_id={first}", version: "2.45")).GetProperty("access_list").GetArrayLength());
    }

    [Fact]
    public async Task Gophercloud_reads_zones_types_pools_and_services_at_its_versions()
    {
        Assert.Equal(200, (await host.Get("/v2/os-availability-zone", ApiHost.Member, "2.6")).Status);
        Assert.Equal(200, (await host.Get("/v2/availability-zones", ApiHost.Member, "2.7")).Status);
        var pools = await host.Get("/v2/scheduler-stats/pools/detail", ApiHost.Admin, "2.7");
        Assert.Equal("testhost@dummy#fake_pool_for_dummy", pools.Json.GetProperty("pools")[0].GetProperty("name").GetString());
        Assert.Equal("manila-share", (await host.Get("/v2/services", ApiHost.Admin, "2.7")).Json.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("binary").GetString()).First(b => b == "manila-share"));
        Assert.Equal(200, (await host.Get("/v2/types?is_public=all", ApiHost.Admin, "2.7")).Status);
    }

    [Theory]
    [InlineData("2.7"), InlineData("2.13"), InlineData("2.14"), InlineData("2.37"), InlineData("2.50"), InlineData("2.64"), InlineData("2.77")]
    public async Task Gophercloud_takes_a_share_through_its_life(string version)
    {
        async Task<Answer> Call(HttpMethod method, string path, object? body, int expected)
        {
            var answer = await host.Send(method, "/v2" + path, ApiHost.Member, body, version);
            Assert.True(answer.Status == expected, $"{method} {path} at {version}: {answer.Status} {answer.Text}");
            return answer;
        }
        var made = await Call(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 2, name = "gopher", share_type = "plain" } }, 200);
        var share = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await Call(HttpMethod.Put, $"/shares/{share}", new { share = new { display_name = "renamed", display_description = "by gophercloud" } }, 200);
        await Call(HttpMethod.Post, $"/shares/{share}/metadata", new { metadata = new { a = "b" } }, 200);
        await Call(HttpMethod.Put, $"/shares/{share}/metadata", new { metadata = new { c = "d" } }, 200);
        Assert.Equal("d", (await Call(HttpMethod.Get, $"/shares/{share}/metadata/c", null, 200)).Json.GetProperty("meta").GetProperty("c").GetString());
        await Call(HttpMethod.Delete, $"/shares/{share}/metadata/c", null, 200);
        var rule = (await Call(HttpMethod.Post, $"/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.0/24", access_level = "ro" } }, 200))
            .Json.GetProperty("access").GetProperty("id").GetString();
        if (version is not "2.50" and not "2.64" and not "2.77") await Call(HttpMethod.Post, $"/shares/{share}/action", new { access_list = (object?)null }, 200);
        await Call(HttpMethod.Post, $"/shares/{share}/action", new { deny_access = new { access_id = rule } }, 202);
        await Call(HttpMethod.Post, $"/shares/{share}/action", new { extend = new { new_size = 3 } }, 202);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await Call(HttpMethod.Post, $"/shares/{share}/action", new { shrink = new { new_size = 1 } }, 202);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await Call(HttpMethod.Delete, $"/shares/{share}", null, 202);
        await host.UntilGone($"/v2/shares/{share}");
    }

    async Task<string> CsiShare(string name, string? snapshot)
    {
        Assert.Equal(0, (await Csi(HttpMethod.Get, $"/shares/detail?name={name}")).GetProperty("shares").GetArrayLength());
        var share = new Dictionary<string, object?>
        {
            ["share_proto"] = "NFS", ["size"] = snapshot is null ? 1 : 2, ["name"] = name, ["description"] = "provisioned-by=manila-csi", ["share_type"] = "plain",
            ["metadata"] = new Dictionary<string, string> { ["manila.csi.openstack.org/cluster"] = "one" },
        };
        if (snapshot is not null) share["snapshot_id"] = snapshot;
        var id = (await Csi(HttpMethod.Post, "/shares", new { share })).GetProperty("share").GetProperty("id").GetString()!;
        await UntilAvailable($"/shares/{id}", "share");
        return id;
    }

    async Task CsiAccess(string share)
    {
        var rules = (await Csi(HttpMethod.Get, $"/share-access-rules?share_id={share}", version: "2.45")).GetProperty("access_list");
        if (rules.EnumerateArray().Any(r => r.GetProperty("access_to").GetString() == "0.0.0.0/0")) return;
        var allow = new { allow_access = new { access_type = "ip", access_level = "rw", access_to = "0.0.0.0/0" } };
        Assert.Equal(JsonValueKind.Null, (await Csi(HttpMethod.Post, $"/shares/{share}/action", allow, version: "2.45")).GetProperty("access").GetProperty("access_key").ValueKind);
        await host.Until(async () =>
        {
            var listed = (await Csi(HttpMethod.Get, $"/share-access-rules?share_id={share}", version: "2.45")).GetProperty("access_list")[0];
            return listed.GetProperty("state").GetString() == "active";
        }, "the rule is active");
    }

    async Task<string> CsiSnapshot(string share)
    {
        Assert.Equal(0, (await Csi(HttpMethod.Get, "/snapshots/detail?name=snapshot-0f1e")).GetProperty("snapshots").GetArrayLength());
        var made = await Csi(HttpMethod.Post, "/snapshots", new { snapshot = new { share_id = share, name = "snapshot-0f1e", description = "provisioned-by=manila-csi" } }, 202);
        var id = made.GetProperty("snapshot").GetProperty("id").GetString()!;
        await UntilAvailable($"/snapshots/{id}", "snapshot");
        return id;
    }

    async Task<JsonElement> Csi(HttpMethod method, string path, object? body = null, int expected = 200, string version = "2.37")
    {
        var answer = await host.Send(method, "/v2" + path, ApiHost.Member, body, version);
        Assert.True(answer.Status == expected, $"{method} {path}: {answer.Status} {answer.Text}");
        return answer.Text.Length > 0 ? answer.Json : default;
    }

    Task UntilAvailable(string path, string envelope) => host.Until(
        async () => (await Csi(HttpMethod.Get, path)).GetProperty(envelope).GetProperty("status").GetString() == "available", $"{path} is available");

    static int Minor(JsonElement version) => int.Parse(version.GetString()!.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);
}
