using System.Text.Json;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Locks;

/// <summary>What is locked stays, or is not shown, until the lock is gone.</summary>
public sealed class ResourceLockTests : IAsyncLifetime
{
    const string Colleague = "member,reader@b0000000000000000000000000000002/colleague";
    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        share = await host.MakeShare();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_locked_share_stays_until_its_lock_is_gone()
    {
        var id = await Lock(share, "share", "delete");
        Assert.Equal(403, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.Equal(403, (await Act(share, new { unmanage = new { } }, ApiHost.Admin)).Status);
        Assert.Equal(400, (await Act(share, new { force_delete = new { } }, ApiHost.Admin)).Status);
        Assert.Equal(204, (await host.Delete($"/v2/resource-locks/{id}", ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
    }

    [Fact]
    public async Task A_share_that_is_going_cannot_be_locked()
    {
        await Act(share, new { reset_status = new { status = "error_deleting" } }, ApiHost.Admin);
        Assert.Equal(409, (await Ask(share, "share", "delete", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Every_lock_of_a_share_has_to_go()
    {
        var (mine, theirs) = (await Lock(share, "share", "delete"), await Lock(share, "share", "delete", Colleague));
        Assert.Equal(204, (await host.Delete($"/v2/resource-locks/{mine}", ApiHost.Member)).Status);
        Assert.Equal(403, (await host.Delete($"/v2/resource-locks/{theirs}", ApiHost.Member)).Status);
        Assert.Equal(403, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.Equal(204, (await host.Delete($"/v2/resource-locks/{theirs}", ApiHost.Admin)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
    }

    [Theory]
    [InlineData("share", "show", 400), InlineData("snapshot", "delete", 400), InlineData("access_rule", "delete", 400), InlineData("share", "delete", 200)]
    public async Task Only_what_is_there_can_be_locked_in_ways_that_it_has(string type, string action, int status) =>
        Assert.Equal(status, (await Ask(share, type, action, ApiHost.Member)).Status);

    [Fact]
    public async Task What_is_anothers_cannot_be_locked_and_its_locks_are_not_there()
    {
        var id = await Lock(share, "share", "delete");
        Assert.Equal(400, (await Ask(share, "share", "delete", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get($"/v2/resource-locks/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Delete($"/v2/resource-locks/{id}", ApiHost.Stranger)).Status);
        foreach (var filter in (string[])["", "?project_id=b0000000000000000000000000000002", "?all_projects=1", $"?resource_id={share}"])
        {
            var list = (await host.Get($"/v2/resource-locks{filter}", ApiHost.Stranger)).Json.GetProperty("resource_locks");
            Assert.Equal(0, list.GetArrayLength());
        }
        foreach (var filter in (string[])["?project_id=b0000000000000000000000000000002", "?all_projects=1"])
            Assert.Equal(1, (await host.Get($"/v2/resource-locks{filter}", ApiHost.Admin)).Json.GetProperty("resource_locks").GetArrayLength());
        Assert.Equal(0, (await host.Get("/v2/resource-locks", ApiHost.Admin)).Json.GetProperty("resource_locks").GetArrayLength());
    }

    [Fact]
    public async Task A_rule_made_with_locks_is_hidden_and_stays_until_it_is_unrestricted()
    {
        var rule = await Allow(new { access_type = "ip", access_to = "10.0.0.7", lock_visibility = true, lock_deletion = true, lock_reason = "attached" });
        await UntilActive(rule);
        Assert.Equal("10.0.0.7", await Client(rule, ApiHost.Member));
        Assert.Equal("******", await Client(rule, Colleague));
        Assert.Equal("10.0.0.7", await Client(rule, ApiHost.Admin));
        Assert.Equal("******", (await Rules(Colleague, "")).Single().GetProperty("access_to").GetString());
        Assert.Empty(await Rules(Colleague, "&access_type=ip&access_to=10.0.0.7"));
        Assert.Single(await Rules(ApiHost.Member, "&access_type=ip&access_to=10.0.0.7"));
        var old = await host.Post($"/v2/shares/{share}/action", new { access_list = new { } }, Colleague, "2.44");
        Assert.DoesNotContain("10.0.0.7", old.Text, StringComparison.Ordinal);

        Assert.Equal(403, (await Deny(rule, ApiHost.Member, unrestrict: false)).Status);
        Assert.Equal(403, (await Deny(rule, Colleague, unrestrict: true)).Status);
        Assert.Equal(202, (await Deny(rule, ApiHost.Member, unrestrict: true)).Status);
        await host.UntilGone($"/v2/share-access-rules/{rule}");
        Assert.Equal(0, (await host.Get($"/v2/resource-locks?all_projects=1&resource_id={rule}")).Json.GetProperty("resource_locks").GetArrayLength());
    }

    [Fact]
    public async Task What_a_service_has_locked_for_a_user_the_user_cannot_undo()
    {
        var rule = await Allow(new { access_type = "ip", access_to = "10.0.0.8", lock_visibility = true, lock_deletion = true }, service: true);
        Assert.Equal("******", await Client(rule, ApiHost.Member));
        Assert.Equal(403, (await Deny(rule, ApiHost.Member, unrestrict: true)).Status);
        Assert.All(
            (await host.Get($"/v2/resource-locks?resource_id={rule}", ApiHost.Member)).Json.GetProperty("resource_locks").EnumerateArray(),
            one => Assert.Equal("service", one.GetProperty("lock_context").GetString()));
        Assert.Equal(202, (await Send($"/v2/shares/{share}/action", new { deny_access = new { access_id = rule, unrestrict = true } })).Status);
    }

    [Fact]
    public async Task Nobody_hides_what_another_has_hidden_and_reasons_need_a_lock()
    {
        var rule = await Allow(new { access_type = "ip", access_to = "10.0.0.9", lock_visibility = true });
        Assert.Equal(409, (await Ask(rule, "access_rule", "show", Colleague)).Status);
        Assert.Equal(400, (await Act(share, new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", lock_reason = "why" } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", lock_deletion = true } }, ApiHost.Member, "2.81")).Status);
        Assert.Single((await host.Get("/v2/resource-locks", ApiHost.Member)).Json.GetProperty("resource_locks").EnumerateArray());
    }

    [Fact]
    public async Task Locks_go_with_their_share()
    {
        var rule = await Allow(new { access_type = "ip", access_to = "10.0.0.9", lock_deletion = true });
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(0, (await host.Get($"/v2/resource-locks?all_projects=1&resource_id={rule}")).Json.GetProperty("resource_locks").GetArrayLength());
    }

    [Fact]
    public async Task Its_reason_can_be_changed_and_what_it_stops_where_that_is_possible()
    {
        var id = await Lock(share, "share", "delete");
        var changed = await host.Put($"/v2/resource-locks/{id}", new { resource_lock = new { lock_reason = "still" } }, ApiHost.Member);
        Assert.Equal("still", changed.Json.GetProperty("resource_lock").GetProperty("lock_reason").GetString());
        Assert.Equal(400, (await host.Put($"/v2/resource-locks/{id}", new { resource_lock = new { resource_action = "show" } }, ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Put($"/v2/resource-locks/{id}", new { resource_lock = new { resource_id = share } }, ApiHost.Member)).Status);
        Assert.Equal(403, (await host.Put($"/v2/resource-locks/{id}", new { resource_lock = new { lock_reason = "mine" } }, Colleague)).Status);
    }

    Task<Answer> Ask(string id, string type, string action, string token) =>
        host.Post("/v2/resource-locks", new { resource_lock = new { resource_id = id, resource_type = type, resource_action = action } }, token);

    async Task<string> Lock(string id, string type, string action, string token = ApiHost.Member) =>
        (await Ask(id, type, action, token)).Json.GetProperty("resource_lock").GetProperty("id").GetString()!;

    Task<Answer> Act(string id, object body, string token) => host.Post($"/v2/shares/{id}/action", body, token);

    Task<Answer> Deny(string rule, string token, bool unrestrict) => Act(share, new { deny_access = new { access_id = rule, unrestrict } }, token);

    async Task<string> Allow(object rule, bool service = false)
    {
        var body = new { allow_access = rule };
        var answer = service ? await Send($"/v2/shares/{share}/action", body) : await Act(share, body, ApiHost.Member);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty("access").GetProperty("id").GetString()!;
    }

    // As Nova asks: the user's token, and its own beside it.
    async Task<Answer> Send(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.Add("X-Service-Token", "service@d0000000000000000000000000000004/nova");
        request.Headers.Add("X-OpenStack-Manila-API-Version", "2.82");
        using var response = await host.Client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }

    async Task<string> Client(string rule, string token) =>
        (await host.Get($"/v2/share-access-rules/{rule}", token)).Json.GetProperty("access").GetProperty("access_to").GetString()!;

    async Task<IReadOnlyList<JsonElement>> Rules(string token, string filter) =>
        [.. (await host.Get($"/v2/share-access-rules?share_id={share}{filter}", token)).Json.GetProperty("access_list").EnumerateArray()];

    Task UntilActive(string rule) => host.Until(
        async () => (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == "active", "the rule is active");
}
