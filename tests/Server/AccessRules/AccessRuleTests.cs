using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.AccessRules;

/// <summary>Access rules from the request to the backend.</summary>
public sealed class AccessRuleTests : IAsyncLifetime
{
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
    public async Task A_rule_is_queued_in_the_answer_and_active_once_the_backend_has_it()
    {
        var answer = await Allow(new { access_type = "cephx", access_to = "anna" });
        var rule = answer.Json.GetProperty("access");
        Assert.Equal("queued_to_apply", rule.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, rule.GetProperty("access_key").ValueKind);
        Assert.Equal("rw", rule.GetProperty("access_level").GetString());
        Assert.Equal(share, rule.GetProperty("share_id").GetString());

        await UntilState(Id(answer), "active");
        Assert.NotEqual(JsonValueKind.Null, (await Rule(Id(answer))).GetProperty("access_key").ValueKind);
        var held = Assert.Single(Assert.Single(host.Dummy.Holds().Shares).Rules);
        Assert.Equal("anna", held.To);
        await UntilTogether("active");
    }

    [Fact]
    public async Task While_a_rule_is_on_its_way_the_share_is_syncing()
    {
        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.FromSeconds(1));
        var id = Id(await Allow(Ip("10.0.0.1")));
        Assert.Equal("syncing", await Together());
        await UntilState(id, "applying");
        var second = Id(await Allow(Ip("10.0.0.2")));
        Assert.Equal("queued_to_apply", (await Rule(second)).GetProperty("state").GetString());
        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.Zero);
        await UntilState(second, "active");
        Assert.Equal("active", (await Rule(id)).GetProperty("state").GetString());
        await UntilTogether("active");
    }

    [Fact]
    public async Task A_denied_rule_goes_and_denying_it_again_is_fine_while_it_does()
    {
        var id = await Active("10.0.0.1");
        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.FromMilliseconds(500));
        Assert.Equal(202, (await Deny(id)).Status);
        Assert.Equal(202, (await Deny(id)).Status);
        await host.UntilGone($"/v2/share-access-rules/{id}");
        Assert.Empty(Assert.Single(host.Dummy.Holds().Shares).Rules);
        Assert.Equal(404, (await Deny(id)).Status);
        await UntilTogether("active");
    }

    [Fact]
    public async Task A_refused_rule_is_in_error_with_a_message_and_can_be_denied()
    {
        host.Dummy.Fail(DummyMethod.SetAccess, DummyFailure.Parse("refuse*1"));
        var id = Id(await Allow(Ip("10.0.0.1")));
        await UntilState(id, "error");
        Assert.Equal("error", await Together());

        Assert.Equal("SHARE 010 020", Assert.Single(await DirectRows.Messages(host, share)));

        var other = Id(await Allow(Ip("10.0.0.2")));
        await UntilState(other, "active");
        Assert.Equal("error", await Together());
        Assert.Equal(400, (await Allow(Ip("10.0.0.3"), "2.27")).Status);
        Assert.Equal(202, (await Deny(id)).Status);
        await host.UntilGone($"/v2/share-access-rules/{id}");
        await UntilTogether("active");
    }

    [Theory]
    [InlineData("unclear*2")]
    [InlineData("lost*1")]
    [InlineData("throw*1")]
    public async Task What_is_unclear_is_tried_again_until_the_rule_is_active(string failure)
    {
        host.Dummy.Fail(DummyMethod.SetAccess, DummyFailure.Parse(failure));
        await UntilState(Id(await Allow(Ip("10.0.0.1"))), "active");
        await UntilTogether("active");
    }

    [Fact]
    public async Task One_client_has_one_rule_however_it_is_spelt()
    {
        await Active("10.0.0.1");
        Assert.Equal(400, (await Allow(Ip("10.0.0.1/32"))).Status);
        Assert.Equal(400, (await Allow(new { access_type = "ip", access_to = "10.0.0.1", access_level = "ro" })).Status);
        Assert.Equal(200, (await Allow(Ip("10.0.0.2"))).Status);
        Assert.Equal(200, (await Allow(new { access_type = "user", access_to = "10.0.0.1" })).Status);
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1")]
    [InlineData("10.0.0.1", "::ffff:a00:1")]
    [InlineData("::ffff:10.0.0.1/128", "10.0.0.1/32")]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.0/104")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    public async Task An_ipv4_client_in_ipv6_clothes_is_that_client(string one, string same)
    {
        await Active(one);
        var again = await Allow(Ip(same));
        Assert.True(again.Status == 400, again.Text);
        Assert.Equal(1, await Count($"&access_type=ip&access_to={Uri.EscapeDataString(same)}"));
        await Active("::/0");
        await Active("::10.0.0.1");
    }

    [Fact]
    public async Task A_burst_of_rules_ends_with_every_rule_on_the_backend()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Allow(Ip($"10.0.0.{i}"))));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        foreach (var answer in answers) await UntilState(Id(answer), "active");
        Assert.Equal(20, Assert.Single(host.Dummy.Holds().Shares).Rules.Count);
        await UntilTogether("active");
    }

    [Fact]
    public async Task The_level_of_a_rule_can_be_changed()
    {
        var id = await Active("10.0.0.1");
        var answer = await host.Put($"/v2/share-access-rules/{id}", new { update_access = new { access_level = "ro" } }, ApiHost.Member);
        Assert.Equal(200, answer.Status);
        Assert.Equal("queued_to_update", answer.Json.GetProperty("access").GetProperty("state").GetString());
        await UntilState(id, "active");
        Assert.Equal(DriverSdk.AccessLevel.Ro, Assert.Single(Assert.Single(host.Dummy.Holds().Shares).Rules).Level);
        var same = await host.Put($"/v2/share-access-rules/{id}", new { update_access = new { access_level = "ro" } }, ApiHost.Member);
        Assert.Equal("active", same.Json.GetProperty("access").GetProperty("state").GetString());
        Assert.Equal(400, (await host.Put($"/v2/share-access-rules/{id}", new { update_access = new { access_level = "rx" } }, ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Put($"/v2/share-access-rules/{id}", new { update_access = new { access_level = "rw" } }, ApiHost.Member, "2.87")).Status);
    }

    [Fact]
    public async Task A_rule_of_a_share_in_transition_is_refused()
    {
        host.Dummy.Slow(DummyMethod.Extend, TimeSpan.FromSeconds(1));
        await host.Post($"/v2/shares/{share}/action", new { extend = new { new_size = 2 } }, ApiHost.Member);
        Assert.Equal(400, (await Allow(Ip("10.0.0.1"))).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(200, (await Allow(Ip("10.0.0.1"))).Status);
    }

    [Fact]
    public async Task A_share_that_is_deleted_takes_its_rules_with_it()
    {
        var id = await Active("10.0.0.1");
        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.FromMilliseconds(300));
        await Allow(Ip("10.0.0.2"));
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(404, (await host.Get($"/v2/share-access-rules/{id}", ApiHost.Member)).Status);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM access_rules"));
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM access_rule_states"));
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM reconciliations") == 0, "nothing is left to be looked at");
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task Rules_of_another_project_do_not_exist()
    {
        var id = await Active("10.0.0.1");
        Assert.Equal(404, (await host.Get($"/v2/share-access-rules/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Put($"/v2/share-access-rules/{id}", new { update_access = new { access_level = "ro" } }, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Put($"/v2/share-access-rules/{id}/metadata", new { metadata = new { a = "b" } }, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = id } }, ApiHost.Stranger)).Status);
        var stranger = await host.Get($"/v2/share-access-rules?share_id={share}", ApiHost.Stranger);
        var unknown = await host.Get($"/v2/share-access-rules?share_id={Guid.Empty}", ApiHost.Stranger);
        Assert.Equal((400, 400), (stranger.Status, unknown.Status));
        var own = await host.MakeShare(token: ApiHost.Stranger);
        Assert.Equal(404, (await host.Post($"/v2/shares/{own}/action", new { deny_access = new { access_id = id } }, ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task Lists_are_filtered_by_client_and_metadata()
    {
        await Active("10.0.0.1");
        await Allow(new { access_type = "ip", access_to = "10.1.0.0/16", access_level = "ro", metadata = new { why = "backup" } });
        await Allow(new { access_type = "user", access_to = "anna" });
        Assert.Equal(3, await Count(""));
        Assert.Equal(2, await Count("&access_type=ip"));
        Assert.Equal(1, await Count("&access_level=ro"));
        Assert.Equal(1, await Count("&access_type=ip&access_to=10.0.0.1/32"));
        Assert.Equal(1, await Count("&metadata={'why': 'backup'}"));
        Assert.Equal(3, await Count("&access_type=user", "2.81"));
        Assert.Equal(400, (await List("&access_type=host")).Status);
        Assert.Equal(400, (await List("&access_to=10.0.0.1")).Status);
        Assert.Equal(400, (await host.Get("/v2/share-access-rules", ApiHost.Member)).Status);
        Assert.False((await List("")).Json.GetProperty("access_list")[0].TryGetProperty("share_id", out _));
    }

    [Fact]
    public async Task Old_clients_list_rules_by_an_action_and_see_the_states_of_their_time()
    {
        await Active("10.0.0.1");
        var old = await host.Post($"/v2/shares/{share}/action", """{"os-access_list": null}""", ApiHost.Member, "2.6");
        var rule = Assert.Single(old.Json.GetProperty("access_list").EnumerateArray().ToList());
        Assert.Equal(
            ["access_level", "access_to", "access_type", "id", "state"], rule.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await host.Post($"/v2/shares/{share}/action", """{"access_list": null}""", ApiHost.Member, "2.44")).Status);
        Assert.Equal(404, (await host.Post($"/v2/shares/{share}/action", """{"access_list": null}""", ApiHost.Member, "2.45")).Status);

        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.FromMilliseconds(500));
        var made = await host.Post($"/v2/shares/{share}/action", """{"os-allow_access": {"access_type": "ip", "access_to": "10.0.0.2"}}""", ApiHost.Member, "2.6");
        Assert.Equal("new", made.Json.GetProperty("access").GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("2.12", """{"access_type": "cephx", "access_to": "anna"}""")]
    [InlineData("2.37", """{"access_type": "ip", "access_to": "2001:db8::1"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip", "access_to": "10.0.0.1/8"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_to": "10.0.0.1"}""")]
    [InlineData(ApiVersion.NewestText, """{}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "host", "access_to": "10.0.0.1"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": 7, "access_to": "10.0.0.1"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip", "access_to": "10.0.0.1", "access_level": "rx"}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip", "access_to": "10.0.0.1", "metadata": {"a": ""}}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip", "access_to": "10.0.0.1", "lock_deletion": true}""")]
    [InlineData(ApiVersion.NewestText, """{"access_type": "ip", "access_to": "10.0.0.1", "lock_reason": "mine"}""")]
    public async Task A_bad_request_is_refused(string version, string body)
    {
        var answer = await host.Post($"/v2/shares/{share}/action", string.Concat("{\"allow_access\": ", body, "}"), ApiHost.Member, version);
        Assert.True(answer.Status == 400, answer.Text);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM access_rules"));
    }

    [Fact]
    public async Task Rules_have_metadata()
    {
        var id = await Active("10.0.0.1");
        var path = $"/v2/share-access-rules/{id}/metadata";
        Assert.Equal("""{"metadata": {"a": "1"}}""", (await host.Put(path, new { metadata = new { a = "1" } }, ApiHost.Member)).Text.Replace("\":\"", "\": \"", StringComparison.Ordinal).Replace("\":{", "\": {", StringComparison.Ordinal));
        await host.Put(path, new { metadata = new { b = "2" } }, ApiHost.Member);
        Assert.Equal(2, (await Rule(id)).GetProperty("metadata").EnumerateObject().Count());
        Assert.Equal(200, (await host.Delete($"{path}/a", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Delete($"{path}/a", ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Put(path, new { }, ApiHost.Member)).Status);
    }

    static object Ip(string to) => new { access_type = "ip", access_to = to };

    static string Id(Answer answer) => answer.Json.GetProperty("access").GetProperty("id").GetString()!;

    Task<Answer> Allow(object rule, string version = ApiVersion.NewestText) =>
        host.Post($"/v2/shares/{share}/action", new { allow_access = rule }, ApiHost.Member, version);

    Task<Answer> Deny(string id) =>
        host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = id, unrestrict = true } }, ApiHost.Member);

    async Task<string> Active(string to)
    {
        var answer = await Allow(Ip(to));
        Assert.True(answer.Status == 200, answer.Text);
        await UntilState(Id(answer), "active");
        await UntilTogether("active");
        return Id(answer);
    }

    async Task<JsonElement> Rule(string id) => (await host.Get($"/v2/share-access-rules/{id}", ApiHost.Member)).Json.GetProperty("access");

    Task UntilState(string id, string state) =>
        host.Until(async () => (await Rule(id)).GetProperty("state").GetString() == state, $"rule {id} is {state}");

    async Task<string?> Together() =>
        (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share").GetProperty("access_rules_status").GetString();

    Task UntilTogether(string status) => host.Until(async () => await Together() == status, $"the rules are {status}");

    Task<Answer> List(string filters, string version = ApiVersion.NewestText) => host.Get($"/v2/share-access-rules?share_id={share}{filters}", ApiHost.Member, version);

    async Task<int> Count(string filters, string version = ApiVersion.NewestText) => (await List(filters, version)).Json.GetProperty("access_list").GetArrayLength();
}
