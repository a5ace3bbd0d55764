using Abaca.Drivers.Dummy;
using Abaca.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Ends;

/// <summary>
/// Clients that provision by themselves take a failed request back, and try anew, only after certain message details (manila-csi: 002, 003,
/// 007, 008, 009). Whatever fails because no storage took it must say one of these.
/// </summary>
public sealed class FailedCreationTests
{
    const string Backend = "testhost@dummy";
    static readonly string[] Retried = ["002", "003", "007", "008", "009"];

    [Theory]
    [InlineData("down"), InlineData("disabled"), InlineData("gone")]
    public async Task A_share_a_replica_and_a_group_that_find_no_serving_backend_say_so_with_a_detail_that_clients_retry_on(string how)
    {
        await using var host = await ApiHost.Start("[dummy]", "replication_domain = lab");
        await host.MakeType();
        var replicated = await Replicated(host);
        var groupType = await GroupType(host);
        await Stop(host, how);

        var share = await Asked(host, "/v2/shares", "share", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } });
        await Fails(host, "shares", "share", share);
        var group = await Asked(host, "/v2/share-groups", "share_group", new { share_group = new { share_group_type_id = groupType, share_types = new[] { await TypeId(host) } } });
        await Fails(host, "share-groups", "share_group", group);
        if (how == "gone") return; // a replica needs to know where the active one lies
        var replica = await Asked(host, "/v2/share-replicas", "share_replica", new { share_replica = new { share_id = replicated } });
        await Fails(host, "share-replicas", "share_replica", replica);
    }

    [Theory]
    [InlineData("size", "009"), InlineData("zone", "007"), InlineData("spec", "008")]
    public async Task What_no_pool_fits_says_which_filter_kept_it_out(string what, string detail)
    {
        await using var host = await ApiHost.Start("[dummy]", "dummy_pools = small:10");
        await host.MakeType();
        if (what == "spec")
        {
            Assert.Equal(200, (await host.Post($"/v2/types/{await TypeId(host)}/extra_specs", new { extra_specs = new { thin_provisioning = "<is> never", vendor_name = "another" } })).Status);
        }
        if (what == "zone")
        {
            Assert.Equal(200, (await host.Post($"/v2/types/{await TypeId(host)}/extra_specs", new { extra_specs = new { availability_zones = "another" } })).Status);
        }
        var share = await Asked(host, "/v2/shares", "share", new { share = new { share_proto = "NFS", size = what == "size" ? 50 : 1, share_type = "plain" } });
        Assert.Equal(detail, await Fails(host, "shares", "share", share));
    }

    [Fact]
    public async Task A_share_whose_backend_does_not_answer_until_the_deadline_says_so_too()
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        host.Dummy.Fail(DummyMethod.Create, DummyFailure.Parse("unclear"));
        var share = await Asked(host, "/v2/shares", "share", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } });
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE resource_id = {share} AND attempt > 0") > 0, "it was tried");
        await host.Db.Transaction(tx => tx.Execute($"UPDATE operations SET deadline = 1 WHERE resource_id = {share}"));
        await Fails(host, "shares", "share", share);
    }

    static async Task<string> Fails(ApiHost host, string path, string kind, string id)
    {
        await host.UntilStatus($"/v2/{path}/{id}", kind, "error");
        var detail = await host.Db.First($"SELECT detail_id FROM messages WHERE resource_id = {id}", r => r.Text(0));
        Assert.Contains(detail, Retried);
        return detail!;
    }

    static async Task<string> Asked(ApiHost host, string path, string kind, object body)
    {
        var answer = await host.Post(path, body, ApiHost.Member);
        Assert.True(answer.Status is 200 or 202, answer.Text);
        return answer.Json.GetProperty(kind).GetProperty("id").GetString()!;
    }

    static async Task Stop(ApiHost host, string how)
    {
        if (how == "disabled")
        {
            Assert.Equal(200, (await host.Put("/v2/services/disable", new { host = Backend, binary = "manila-share" })).Status);
            return;
        }
        if (how == "gone") await host.Db.Transaction(tx => tx.Execute($"DELETE FROM services WHERE host = {Backend}"));
        else await host.Db.Transaction(tx => tx.Execute($"UPDATE services SET reported_at = 0, stopped = {true} WHERE host = {Backend}"));
        host.Services.GetRequiredService<ExpectedBackends>().Arrived(Backend);
    }

    static async Task<string> TypeId(ApiHost host) => (await host.Get("/v2/types")).Json.GetProperty("share_types").EnumerateArray()
        .Single(t => t.GetProperty("name").GetString() == "plain").GetProperty("id").GetString()!;

    static async Task<string> GroupType(ApiHost host)
    {
        var made = await host.Post("/v2/share-group-types", new { share_group_type = new { name = "together", share_types = new[] { "plain" }, is_public = true } });
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.GetProperty("share_group_type").GetProperty("id").GetString()!;
    }

    static async Task<string> Replicated(ApiHost host)
    {
        var type = await host.Post("/v2/types", new { share_type = new { name = "kept twice", extra_specs = new { driver_handles_share_servers = false, replication_type = "readable" } } });
        Assert.True(type.Status == 200, type.Text);
        return await host.MakeShare("kept twice");
    }
}
