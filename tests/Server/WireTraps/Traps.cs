using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.WireTraps;

/// <summary>What real clients stumble over; each was read in a client's code or its issue tracker.</summary>
public sealed partial class Traps(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    [Theory]
    [InlineData("2.28"), InlineData("2.37"), InlineData("2.45"), InlineData(ApiVersion.NewestText)]
    public async Task Allow_access_always_answers_no_key_and_queued_to_apply(string version)
    {
        var share = await host.MakeShare();
        var allowed = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", access_level = "rw" } }, ApiHost.Member, version);
        Assert.Equal(200, allowed.Status);
        var access = allowed.Json.GetProperty("access");
        Assert.Equal(JsonValueKind.Null, access.GetProperty("access_key").ValueKind);
        Assert.Equal("queued_to_apply", access.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Share_create_always_answers_creating()
    {
        for (var i = 0; i < 20; i++)
        {
            var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } }, ApiHost.Member);
            Assert.Equal("creating", made.Json.GetProperty("share").GetProperty("status").GetString());
            await host.UntilStatus($"/v2/shares/{made.Json.GetProperty("share").GetProperty("id").GetString()}", "share", "available");
        }
    }

    [Fact]
    public async Task Times_have_six_digits_and_no_zone()
    {
        var share = await host.MakeShare();
        var shown = await host.Get($"/v2/shares/{share}", ApiHost.Member);
        Assert.Matches(Time(), shown.Json.GetProperty("share").GetProperty("created_at").GetString());
        var snapshot = await MakeSnapshot(share);
        Assert.Matches(Time(), (await host.Get($"/v2/snapshots/{snapshot}", ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("created_at").GetString());
        var services = await host.Get("/v2/services");
        Assert.All(services.Json.GetProperty("services").EnumerateArray(), s => Assert.Matches(Time(), s.GetProperty("updated_at").GetString()));
    }

    [Fact]
    public async Task The_root_answers_300_and_v2_lists_exactly_one_version()
    {
        Assert.Equal((int)HttpStatusCode.MultipleChoices, (await host.Get("/", token: "", version: null)).Status);
        var v2 = await host.Get("/v2/", ApiHost.Member, version: null);
        Assert.Equal(200, v2.Status);
        var version = Assert.Single(v2.Json.GetProperty("versions").EnumerateArray());
        Assert.Equal((ApiVersion.NewestText, "2.0", "CURRENT"), (version.GetProperty("version").GetString(), version.GetProperty("min_version").GetString(), version.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task No_version_header_means_2_0_and_the_answer_says_which_version_it_has()
    {
        var without = await host.Get("/v2/shares", ApiHost.Member, version: null);
        Assert.Equal("2.0", without.Headers["X-OpenStack-Manila-API-Version"]);
        Assert.Contains("X-OpenStack-Manila-API-Version", without.Headers["Vary"], StringComparison.OrdinalIgnoreCase);
        var with = await host.Get("/v2/shares", ApiHost.Member, "2.65");
        Assert.Equal("2.65", with.Headers["X-OpenStack-Manila-API-Version"]);
    }

    [Fact]
    public async Task The_common_version_header_of_other_services_is_ignored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/shares");
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.Add("OpenStack-API-Version", "shared-file-system 2.65");
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal("2.0", Assert.Single(answer.Headers.GetValues("X-OpenStack-Manila-API-Version")));
    }

    [Fact]
    public async Task The_experimental_header_is_echoed()
    {
        var answer = await host.Send(HttpMethod.Get, "/v2/shares", ApiHost.Member, null, "2.65", experimental: true);
        Assert.Equal("true", answer.Headers["X-OpenStack-Manila-API-Experimental"], ignoreCase: true);
    }

    [Fact]
    public async Task Success_codes_are_exactly_manilas()
    {
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 2, share_type = "plain" } }, ApiHost.Member);
        Assert.Equal(200, made.Status);
        var share = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await Act(share, new { extend = new { new_size = 3 } }, 202);
        await Act(share, new { shrink = new { new_size = 2 } }, 202);
        var snapshot = await MakeSnapshot(share);
        await Act(share, new { revert = new { snapshot_id = snapshot } }, 202);
        var rule = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1" } }, ApiHost.Member);
        Assert.Equal(200, rule.Status);
        Assert.Equal(200, (await host.Post($"/v2/shares/{share}/action", new { access_list = (object?)null }, ApiHost.Member, "2.44")).Status);
        var id = rule.Json.GetProperty("access").GetProperty("id").GetString()!;
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = id } }, ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/snapshots/{snapshot}");
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "error" } })).Status);
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { force_delete = (object?)null })).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(202, (await host.Delete($"/v2/shares/{await host.MakeShare()}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Rule_states_are_the_known_six_and_old_versions_see_the_old_words()
    {
        var share = await host.MakeShare();
        var allowed = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.9" } }, ApiHost.Member, "2.27");
        Assert.Equal("new", allowed.Json.GetProperty("access").GetProperty("state").GetString());
        string[] known = ["queued_to_apply", "applying", "active", "error", "queued_to_deny", "denying"];
        await host.Until(async () =>
        {
            var state = (await host.Get($"/v2/share-access-rules?share_id={share}", ApiHost.Member, "2.45")).Json.GetProperty("access_list")[0].GetProperty("state").GetString();
            Assert.Contains(state, known);
            return state == "active";
        }, "the rule is active");
    }

    [Fact]
    public async Task Every_failure_leaves_a_message_that_manila_csi_may_roll_back_for()
    {
        await host.Post("/v2/types", new { share_type = new { name = "elsewhere", extra_specs = new { driver_handles_share_servers = false, share_backend_name = "elsewhere" } } });
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "elsewhere" } }, ApiHost.Member, "2.37");
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        var messages = await host.Get($"/v2/messages?resource_id={id}&message_level=ERROR&limit=1&sort_key=created_at&sort_dir=desc", ApiHost.Member, "2.37");
        var message = Assert.Single(messages.Json.GetProperty("messages").EnumerateArray());
        Assert.Contains(message.GetProperty("detail_id").GetString(), (string[])["002", "003", "007", "008", "009"]);
        await host.Delete($"/v2/shares/{id}", ApiHost.Member);
        await host.UntilGone($"/v2/shares/{id}");
    }

    [Fact]
    public async Task Name_is_an_exact_filter_and_name_tilde_a_part()
    {
        var id = await host.MakeShare(name: "pvc-1");
        await host.MakeShare(name: "pvc-10");
        var exact = await host.Get("/v2/shares/detail?name=pvc-1", ApiHost.Member, "2.37");
        Assert.Equal(id, Assert.Single(exact.Json.GetProperty("shares").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(2, (await host.Get("/v2/shares/detail?name~=pvc-1", ApiHost.Member, "2.37")).Json.GetProperty("shares").GetArrayLength());
    }

    [Fact]
    public async Task Export_locations_are_an_address_and_a_path_and_hide_what_is_for_admins()
    {
        var share = await host.MakeShare();
        var seen = await host.Get($"/v2/shares/{share}/export_locations", ApiHost.Member, "2.37");
        Assert.Equal(200, seen.Status);
        var locations = seen.Json.GetProperty("export_locations").EnumerateArray().ToList();
        Assert.NotEmpty(locations);
        Assert.Contains(locations, l => l.GetProperty("preferred").GetBoolean());
        foreach (var location in locations)
        {
            var path = location.GetProperty("path").GetString()!;
            Assert.True(IPAddress.TryParse(path[..path.IndexOf(":/", StringComparison.Ordinal)].Trim('[', ']'), out _), path);
            Assert.False(location.TryGetProperty("is_admin_only", out _));
            Assert.False(location.TryGetProperty("share_instance_id", out _));
        }
    }

    [Fact]
    public async Task Urls_with_the_project_in_them_still_work()
    {
        var project = ApiHost.Member.Split('@')[1].Split('/')[0];
        var share = await host.MakeShare();
        Assert.Equal(200, (await host.Get($"/v2/{project}/shares/{share}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Offset_paging_ends_with_an_empty_page_and_the_limit_is_capped()
    {
        foreach (var name in (string[])["page-a", "page-b", "page-c"]) await host.MakeShare(name: name);
        var names = new List<string>();
        for (var offset = 0; ; offset += 2)
        {
            var page = (await host.Get($"/v2/shares/detail?name~=page-&limit=2&offset={offset}", ApiHost.Member, "2.37")).Json.GetProperty("shares");
            if (page.GetArrayLength() == 0) break;
            names.AddRange(page.EnumerateArray().Select(s => s.GetProperty("name").GetString()!));
            Assert.True(offset < 10, "The pages do not end.");
        }
        Assert.Equal(["page-a", "page-b", "page-c"], names.Order());
        Assert.Equal(200, (await host.Get("/v2/shares/detail?limit=100000", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Before_2_45_rules_are_listed_by_an_action()
    {
        var share = await host.MakeShare();
        await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.1.0.1" } }, ApiHost.Member, "2.13");
        var rules = await host.Post($"/v2/shares/{share}/action", new { access_list = (object?)null }, ApiHost.Member, "2.13");
        Assert.Equal("10.1.0.1", Assert.Single(rules.Json.GetProperty("access_list").EnumerateArray()).GetProperty("access_to").GetString());
        var legacy = await host.Post($"/v2/shares/{share}/action", new Dictionary<string, object?> { ["os-access_list"] = null }, ApiHost.Member, "2.6");
        Assert.Equal(200, legacy.Status);
    }

    async Task Act(string share, object action, int expected)
    {
        var answer = await host.Post($"/v2/shares/{share}/action", action, ApiHost.Member);
        Assert.True(answer.Status == expected, $"{JsonSerializer.Serialize(action)}: {answer.Status} {answer.Text}");
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
    }

    async Task<string> MakeSnapshot(string share)
    {
        var made = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        Assert.Equal(202, made.Status);
        var id = made.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        return id;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")]
    private static partial Regex Time();
}
