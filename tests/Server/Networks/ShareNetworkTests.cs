using System.Text.Json;
using Abaca.Server.Ledgers;
using Abaca.Tests.Server.WireTraps;
using Xunit;

namespace Abaca.Tests.Server.Networks;

/// <summary>Share networks with their subnets, as resources of their project.</summary>
public sealed class ShareNetworkTests(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    [Fact]
    public async Task A_network_comes_with_a_subnet_which_old_clients_see_as_the_network()
    {
        var id = await Make(new { name = "home", description = "d", neutron_net_id = "net", neutron_subnet_id = "sub" });
        var now = await Show(id);
        var subnet = now.GetProperty("share_network_subnets").EnumerateArray().Single();
        Assert.Equal(("net", "sub", JsonValueKind.Null), (subnet.GetProperty("neutron_net_id").GetString(), subnet.GetProperty("neutron_subnet_id").GetString(), subnet.GetProperty("availability_zone").ValueKind));
        Assert.Equal("active", now.GetProperty("status").GetString());
        Assert.False(now.TryGetProperty("neutron_net_id", out _));
        var then = await Show(id, "2.50");
        Assert.Equal(("net", "sub"), (then.GetProperty("neutron_net_id").GetString(), then.GetProperty("neutron_subnet_id").GetString()));
        Assert.False((await Show(id, "2.77")).GetProperty("share_network_subnets")[0].TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task The_two_ids_of_Neutron_belong_together_and_those_of_Nova_are_refused()
    {
        Assert.Equal(400, (await Ask(new { neutron_net_id = "net" })).Status);
        Assert.Equal(400, (await Ask(new { nova_net_id = "net" })).Status);
        Assert.Equal(400, (await Ask(new { availability_zone = "nowhere" })).Status);
        var id = await Make(new { name = "bare" });
        Assert.Equal(400, (await Change(id, new { neutron_net_id = "net" })).Status);
        Assert.Equal(200, (await Change(id, new { neutron_net_id = "net", neutron_subnet_id = "sub" })).Status);
        Assert.Equal("net", (await Show(id, "2.50")).GetProperty("neutron_net_id").GetString());
    }

    [Fact]
    public async Task They_are_counted_by_their_quota()
    {
        const string token = "member,reader@e0000000000000000000000000000005/counter";
        await host.Put("/v2/quota-sets/e0000000000000000000000000000005", new { quota_set = new { share_networks = 1 } });
        var id = (await Ask(new { name = "n" }, token)).Json.GetProperty("share_network").GetProperty("id").GetString();
        var over = await Ask(new { name = "n" }, token);
        Assert.Equal(413, over.Status);
        Assert.Contains("exceed", over.Message, StringComparison.Ordinal);
        Assert.Equal(202, (await host.Delete($"/v2/share-networks/{id}", token)).Status);
        Assert.Equal(200, (await Ask(new { name = "n" }, token)).Status);
        Assert.Empty(await new LedgerAudit(host.Db).Compare());
    }

    [Fact]
    public async Task A_zone_has_several_subnets_from_2_70_on()
    {
        var id = await Make(new { name = "n" });
        Assert.Equal(409, (await Subnet(id, new { }, "2.69")).Status);
        Assert.Equal(200, (await Subnet(id, new { availability_zone = "nova" }, "2.69")).Status);
        var second = await Subnet(id, new { availability_zone = "nova", neutron_net_id = "a", neutron_subnet_id = "b" });
        Assert.Equal(200, second.Status);
        var subnet = second.Json.GetProperty("share_network_subnet").GetProperty("id").GetString();
        Assert.Equal(3, (await host.Get($"/v2/share-networks/{id}/subnets", ApiHost.Member)).Json.GetProperty("share_network_subnets").GetArrayLength());
        Assert.Equal(409, (await host.Delete($"/v2/share-networks/{id}", ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/share-networks/{id}/subnets/{subnet}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-networks/{id}/subnets/{subnet}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_subnet_is_found_below_its_own_network_only()
    {
        var (id, other) = (await Make(new { name = "n" }), await Make(new { name = "n" }));
        var subnet = (await Show(id)).GetProperty("share_network_subnets")[0].GetProperty("id").GetString();
        Assert.Equal(200, (await host.Get($"/v2/share-networks/{id}/subnets/{subnet}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-networks/{other}/subnets/{subnet}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-networks/{id}/subnets/{subnet}", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-networks/{id}/subnets", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await Subnet(id, new { }, token: ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task A_subnets_metadata_is_merged_replaced_and_removed()
    {
        var id = await Make(new { name = "n" });
        var path = $"/v2/share-networks/{id}/subnets/{(await Show(id)).GetProperty("share_network_subnets")[0].GetProperty("id").GetString()}/metadata";
        Assert.Equal("""{"metadata":{"b":"2"}}""", await Sent(HttpMethod.Post, path, new { metadata = new { a = "1" } }, new { metadata = new { b = "2" } }));
        Assert.Equal("""{"metadata":{"a":"1","b":"2"}}""", (await host.Get(path, ApiHost.Member)).Text);
        Assert.Equal("""{"metadata":{"c":"3"}}""", await Sent(HttpMethod.Put, path, new { metadata = new { c = "3" } }));
        Assert.Equal("""{"meta":{"c":"3"}}""", (await host.Get(path + "/c", ApiHost.Member)).Text);
        Assert.Equal(200, (await host.Delete(path + "/c", ApiHost.Member)).Status);
        Assert.Equal("""{"metadata":{}}""", (await host.Get(path, ApiHost.Member)).Text);
    }

    [Fact]
    public async Task What_a_share_lies_on_stays()
    {
        var id = await Make(new { name = "n" });
        var type = new { share_type = new { name = $"servers {id}", extra_specs = new { driver_handles_share_servers = true } } };
        Assert.Equal(200, (await host.Post("/v2/types", type)).Status);
        Assert.Equal(400, (await Share(type.share_type.name, null)).Status);
        Assert.Equal(404, (await Share(type.share_type.name, "5b6e6c0e-aaaa-4bbb-8ccc-000000000001")).Status);
        Assert.Equal(400, (await Share("plain", id)).Status);
        var made = await Share(type.share_type.name, id);
        Assert.Equal(id, made.Json.GetProperty("share").GetProperty("share_network_id").GetString());
        Assert.Equal(409, (await host.Delete($"/v2/share-networks/{id}", ApiHost.Member)).Status);
        var share = made.Json.GetProperty("share").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/shares/{share}", "share", "error"); // no backend has share servers
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(202, (await host.Delete($"/v2/share-networks/{id}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-networks/{id}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Lists_are_filtered_and_of_ones_own_project()
    {
        var name = $"n {Guid.NewGuid()}";
        var id = await Make(new { name, neutron_net_id = name, neutron_subnet_id = "s" });
        foreach (var filter in (string[])[$"name={name}", $"neutron_net_id={name}", $"name~={name[2..8]}", $"created_since=2020-01-01&name={name}"])
            Assert.Equal(id, (await List(filter, ApiHost.Member)).Single());
        foreach (var filter in (string[])[$"name={name}&created_before=2020-01-01", $"name={name}&cidr=10.0.0.0/8", "neutron_net_id=no"]) Assert.Empty(await List(filter, ApiHost.Member));
        Assert.Empty(await List($"name={name}&all_tenants=1&project_id=b0000000000000000000000000000002", ApiHost.Stranger));
        Assert.Equal(id, (await List($"name={name}&all_tenants=1", ApiHost.Admin)).Single());
        Assert.Empty(await List($"name={name}", ApiHost.Admin));
        Assert.Equal(400, (await host.Get("/v2/share-networks?created_since=yesterday", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task An_operator_sets_its_status_and_what_is_not_active_is_not_used()
    {
        var id = await Make(new { name = "n" });
        Assert.Equal(403, (await Act(id, new { reset_status = new { status = "error" } }, ApiHost.Member)).Status);
        Assert.Equal(400, (await Act(id, new { reset_status = new { status = "happy" } }, ApiHost.Admin)).Status);
        Assert.Equal(202, (await Act(id, new { reset_status = new { status = "error" } }, ApiHost.Admin)).Status);
        Assert.Equal("error", (await Show(id)).GetProperty("status").GetString());
        Assert.Equal(400, (await Subnet(id, new { availability_zone = "nova" })).Status);
    }

    [Fact]
    public async Task Whether_a_subnet_could_be_made_is_answered_at_once()
    {
        var id = await Make(new { name = "n" });
        var check = await Act(id, new { share_network_subnet_create_check = new { availability_zone = "nova" } }, ApiHost.Member);
        Assert.Equal((202, """{"compatible":true}"""), (check.Status, check.Text));
        Assert.Equal(400, (await Act(id, new { share_network_subnet_create_check = new { availability_zone = "nowhere" } }, ApiHost.Member)).Status);
    }

    Task<Answer> Ask(object network, string token = ApiHost.Member) => host.Post("/v2/share-networks", new { share_network = network }, token);

    async Task<string> Make(object network)
    {
        await host.Put("/v2/quota-sets/b0000000000000000000000000000002", new { quota_set = new { share_networks = -1 } });
        var made = await Ask(network);
        Assert.True(made.Status == 200, made.Text);
        return made.Json.GetProperty("share_network").GetProperty("id").GetString()!;
    }

    Task<Answer> Change(string id, object changes) => host.Put($"/v2/share-networks/{id}", new { share_network = changes }, ApiHost.Member);

    Task<Answer> Act(string id, object body, string token) => host.Post($"/v2/share-networks/{id}/action", body, token);

    Task<Answer> Subnet(string id, object subnet, string version = "2.99", string token = ApiHost.Member) =>
        host.Post($"/v2/share-networks/{id}/subnets", new Dictionary<string, object> { ["share-network-subnet"] = subnet }, token, version);

    Task<Answer> Share(string type, string? network) => host.Post(
        "/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = type, share_network_id = network } }, ApiHost.Member);

    async Task<JsonElement> Show(string id, string version = "2.99") => (await host.Get($"/v2/share-networks/{id}", ApiHost.Member, version)).Json.GetProperty("share_network");

    async Task<IReadOnlyList<string>> List(string filter, string token) =>
        [.. (await host.Get($"/v2/share-networks?{filter}", token)).Json.GetProperty("share_networks").EnumerateArray().Select(n => n.GetProperty("id").GetString()!)];

    async Task<string> Sent(HttpMethod method, string path, params object[] bodies)
    {
        var text = "";
        foreach (var body in bodies) text = (await host.Send(method, path, ApiHost.Member, body)).Text;
        return text;
    }
}
