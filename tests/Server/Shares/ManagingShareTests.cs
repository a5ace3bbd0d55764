using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>Shares that lie on a backend already come under management and leave it again.</summary>
public sealed class ManagingShareTests : IAsyncLifetime
{
    const string Pool = "fake_pool_for_dummy";
    const string AdminProject = "a0000000000000000000000000000001";
    ApiHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        host.Dummy.Lay("old", Pool, 3);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_lies_on_the_backend_becomes_a_share_of_its_size_with_its_paths()
    {
        var answer = await Manage("old");
        Assert.True(answer.Status == 200, answer.Text);
        var made = answer.Json.GetProperty("share");
        Assert.Equal("manage_starting", made.GetProperty("status").GetString());
        Assert.Equal($"testhost@dummy#{Pool}", made.GetProperty("host").GetString());
        var share = await Managed(answer);
        Assert.Equal(3, share.GetProperty("size").GetInt32());
        Assert.Equal("{}", share.GetProperty("metadata").GetRawText());
        Assert.Equal("100%", share.GetProperty("progress").GetString());
        var paths = await host.Get($"/v2/shares/{Id(answer)}/export_locations");
        Assert.Contains("10.0.0.10:/path/to/fake/share/old", paths.Text, StringComparison.Ordinal);
        Assert.Equal((1, 3), await Used());
        Assert.Empty(host.Dummy.Foreign());
    }

    [Fact]
    public async Task What_the_first_release_noted_in_the_metadata_of_a_managed_share_is_not_shown_and_goes_with_the_next_change()
    {
        var id = Id(await Manage("old"));
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Admin);
        await host.Db.Transaction(tx => tx.Execute($"UPDATE shares SET metadata = {"""{"__managed_at":"2026-01-31T12:00:00.000000","color":"red"}"""} WHERE id = {id}"));
        Assert.Equal("""{"metadata":{"color":"red"}}""", Compact(await host.Get($"/v2/shares/{id}/metadata")));
        await host.Post($"/v2/shares/{id}/metadata", new { metadata = new { color = "blue" } });
        Assert.Equal("""{"color":"blue"}""", await host.Db.First($"SELECT metadata FROM shares WHERE id = {id}", r => r.Text(0)));
    }

    static string Compact(Answer answer) => System.Text.Json.JsonSerializer.Serialize(answer.Json);

    [Fact]
    public async Task Driver_options_and_the_object_form_of_the_path_reach_the_driver()
    {
        var body = Body("old", b =>
        {
            b["export_path"] = new { path = "10.0.0.20:/path/to/fake/share/old" };
            b["driver_options"] = new Dictionary<string, object> { ["size"] = "5" };
        });
        Assert.Equal(5, (await Managed(await host.Post("/v2/shares/manage", body))).GetProperty("size").GetInt32());
        Assert.Equal(5, host.Dummy.Holds().Shares.Single().SizeGib);
    }

    [Fact]
    public async Task An_adopted_share_lives_like_any_other()
    {
        var id = Id(await Manage("old"));
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Admin);
        Assert.Equal(200, (await host.Post($"/v2/shares/{id}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1" } })).Status);
        await host.Until(() => host.Dummy.Holds().Shares.Single().Rules.Count == 1, "the rule is applied");
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { extend = new { new_size = 7 } })).Status);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Admin);
        Assert.Equal((1, 7), await Used());
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}")).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Equal((0, 0), await Used());
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task Quotas_of_number_and_sum_do_not_keep_it_out_but_count_it()
    {
        await DirectRows.Limit(host, AdminProject, "shares", 0);
        await DirectRows.Limit(host, AdminProject, "gigabytes", 1);
        await Managed(await Manage("old"));
        Assert.Equal((1, 3), await Used());
    }

    [Fact]
    public async Task A_share_larger_than_one_may_be_stays_where_it_was()
    {
        await DirectRows.Limit(host, AdminProject, "per_share_gigabytes", 2);
        await Failed(await Manage("old"));
        Assert.Equal("old", Assert.Single(host.Dummy.Foreign()));
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task What_is_not_there_ends_in_manage_error_with_a_message_and_can_be_unmanaged()
    {
        var id = await Failed(await Manage("nowhere"));
        Assert.StartsWith("SHARE 005 ", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
        var told = (await host.Get($"/v2/messages?resource_id={id}")).Json.GetProperty("messages")[0].GetProperty("user_message").GetString();
        Assert.Contains("nowhere", told, StringComparison.Ordinal); // the refusal's own words: who asked is the operator
        Assert.Equal(0, (await Show(id)).GetProperty("size").GetInt32());
        await Unmanaged(id);
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task A_pool_that_is_not_there_or_does_not_fit_the_type_ends_in_manage_error()
    {
        var id = await Failed(await host.Post("/v2/shares/manage", Body("old", b => b["service_host"] = "testhost@dummy#other")));
        Assert.StartsWith("SHARE 001 ", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_path_is_not_managed_twice()
    {
        await Managed(await Manage("10.0.0.10:/path/to/fake/share/old"));
        Assert.Equal(409, (await Manage("10.0.0.10:/path/to/fake/share/old")).Status);
        Assert.Equal(409, (await Manage("old")).Status); // another name of the same: the driver knows
    }

    [Theory]
    [InlineData("service_host", "testhost@dummy", 400)]
    [InlineData("service_host", "#pool", 400)]
    [InlineData("service_host", "nobody@dummy#pool", 404)]
    [InlineData("share_type", "unheard-of", 404)]
    [InlineData("share_server_id", "5b6e6c0e-aaaa-4bbb-8ccc-000000000001", 400)]
    [InlineData("export_path", "", 422)]
    [InlineData("protocol", " ", 422)]
    [InlineData("service_host", "", 422)]
    public async Task A_wrong_field_is_refused(string field, string value, int status)
    {
        Assert.Equal(status, (await host.Post("/v2/shares/manage", Body("old", b => b[field] = value))).Status);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM shares"));
    }

    [Fact]
    public async Task A_service_that_is_down_takes_nothing_over()
    {
        await host.Db.Transaction(tx => tx.Execute($"UPDATE services SET reported_at = {0} WHERE host = {"testhost@dummy"}"));
        Assert.Equal(400, (await Manage("old")).Status);
    }

    [Fact]
    public async Task A_type_with_share_servers_needs_one()
    {
        await host.Post("/v2/types", new { share_type = new { name = "served", extra_specs = new { driver_handles_share_servers = true } } });
        Assert.Equal(400, (await host.Post("/v2/shares/manage", Body("old", b => b["share_type"] = "served"))).Status);
        var named = Body("old", b => (b["share_type"], b["share_server_id"]) = ("served", "5b6e6c0e-aaaa-4bbb-8ccc-000000000001"));
        Assert.Equal(400, (await host.Post("/v2/shares/manage", named)).Status);
    }

    [Fact]
    public async Task Old_versions_have_other_paths_and_no_public_shares()
    {
        var asked = Body("old", b => b["is_public"] = true);
        Assert.Equal(404, (await host.Post("/v2/shares/manage", asked, version: "2.6")).Status);
        var made = await host.Post("/v2/os-share-manage", asked, version: "2.6");
        Assert.True(made.Status == 200, made.Text);
        Assert.False(made.Json.GetProperty("share").GetProperty("is_public").GetBoolean());
        await Managed(made);
        Assert.Equal(404, (await host.Post($"/v2/shares/{Id(made)}/action", new { unmanage = (string?)null }, version: "2.6")).Status);
        var gone = await host.Send(HttpMethod.Post, $"/v2/os-share-unmanage/{Id(made)}/unmanage", version: "2.6");
        Assert.Equal(202, gone.Status);
        await host.UntilGone($"/v2/shares/{Id(made)}", ApiHost.Admin);
        var open = await host.Post("/v2/shares/manage", asked, version: "2.8");
        Assert.True(open.Json.GetProperty("share").GetProperty("is_public").GetBoolean());
    }

    [Fact]
    public async Task An_unmanaged_share_stays_on_the_backend_without_rules_and_can_come_back()
    {
        var id = await host.MakeShare();
        var path = (await host.Get($"/v2/shares/{id}/export_locations")).Json.GetProperty("export_locations")[0].GetProperty("path").GetString()!;
        Assert.Equal(202, (await Unmanage(id)).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Equal(0, await host.Db.Number($"SELECT COALESCE(SUM(in_use), 0) FROM quota_uses"));
        Assert.Equal(0, await host.Db.Number($"SELECT SUM(promised_gib) FROM pool_uses"));
        Assert.Equal(2, host.Dummy.Foreign().Count);
        await Managed(await Manage(path));
        Assert.Equal("old", Assert.Single(host.Dummy.Foreign()));
    }

    [Fact]
    public async Task A_share_with_snapshots_or_at_work_is_not_unmanaged()
    {
        var id = await host.MakeShare();
        var snapshot = await host.Post("/v2/snapshots", new { snapshot = new { share_id = id } }, ApiHost.Member);
        Assert.Equal(403, (await Unmanage(id)).Status);
        var busy = await host.MakeShare();
        host.Dummy.Slow(DummyMethod.Extend, TimeSpan.FromSeconds(30));
        await host.Post($"/v2/shares/{busy}/action", new { extend = new { new_size = 2 } });
        Assert.Equal(403, (await Unmanage(busy)).Status);
        Assert.Equal(404, (await Unmanage("00000000-0000-0000-0000-000000000000")).Status);
        Assert.Equal(202, snapshot.Status);
    }

    [Fact]
    public async Task A_refused_letting_go_is_told_and_can_be_asked_for_again()
    {
        var id = await host.MakeShare();
        host.Dummy.Fail(DummyMethod.Unmanage, DummyFailure.Parse("refuse*1"));
        await Unmanage(id);
        await host.UntilStatus($"/v2/shares/{id}", "share", "unmanage_error", ApiHost.Admin);
        Assert.StartsWith("SHARE 005 ", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
        await Unmanaged(id);
    }

    [Fact]
    public async Task Tenants_neither_manage_nor_unmanage()
    {
        Assert.Equal(403, (await host.Post("/v2/shares/manage", Body("old"), ApiHost.Member)).Status);
        var id = await host.MakeShare();
        Assert.Equal(403, (await host.Post($"/v2/shares/{id}/action", new { unmanage = (string?)null }, ApiHost.Member)).Status);
    }

    Task<Answer> Manage(string path) => host.Post("/v2/shares/manage", Body(path));

    Task<Answer> Unmanage(string id) => host.Post($"/v2/shares/{id}/action", new { unmanage = (string?)null });

    async Task Unmanaged(string id)
    {
        var answer = await Unmanage(id);
        Assert.True(answer.Status == 202, answer.Text);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
    }

    async Task<JsonElement> Managed(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        await host.UntilStatus($"/v2/shares/{Id(answer)}", "share", "available", ApiHost.Admin);
        return await Show(Id(answer));
    }

    async Task<string> Failed(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        await host.UntilStatus($"/v2/shares/{Id(answer)}", "share", "manage_error", ApiHost.Admin);
        return Id(answer);
    }

    async Task<JsonElement> Show(string id) => (await host.Get($"/v2/shares/{id}")).Json.GetProperty("share");

    async Task<(long, long)> Used() => (await Use("shares"), await Use("gigabytes"));

    Task<long> Use(string resource) => host.Db.Number(
        $"SELECT COALESCE(SUM(in_use), 0) FROM quota_uses WHERE project_id = {AdminProject} AND scope = {"project"} AND resource = {resource}").AsTask();

    static string Id(Answer answer) => answer.Json.GetProperty("share").GetProperty("id").GetString()!;

    static object Body(string path, Action<Dictionary<string, object>>? change = null)
    {
        var share = new Dictionary<string, object>
        {
            ["export_path"] = path, ["service_host"] = $"testhost@dummy#{Pool}", ["protocol"] = "nfs", ["share_type"] = "plain", ["name"] = "adopted",
        };
        change?.Invoke(share);
        return new { share };
    }
}
