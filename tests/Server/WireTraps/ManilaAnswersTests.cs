using System.Globalization;
using System.Text.Json;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.WireTraps;

/// <summary>Small things that Manila answers otherwise than one would expect, and clients rely on.</summary>
public sealed class ManilaAnswersTests(OneHost one) : IClassFixture<OneHost>
{
    const string Project = "b0000000000000000000000000000002";
    readonly ApiHost host = one.Host;

    [Theory]
    [InlineData("/v2/shares?sort_key=created_at&sort_dir=DESC", 200), InlineData("/v2/snapshots?sort_key=name&sort_dir=Asc", 200)]
    [InlineData("/v2/shares?sort_key=availability_zone_id", 200), InlineData("/v2/shares?sort_key=is_public&limit=1", 200)]
    [InlineData("/v2/share-groups?sort_key=source_share_group_snapshot_id", 200), InlineData("/v2/share-groups?sort_key=availability_zone_id", 200)]
    [InlineData("/v2/shares?all_tenants", 200), InlineData("/v2/snapshots?all_tenants=", 200), InlineData("/v2/shares?all_tenants=perhaps", 400)]
    [InlineData("/v2/share-groups?bogus=1", 400), InlineData("/v2/share-groups?host=h&limit=1", 200), InlineData("/v2/shares?bogus=1", 200)]
    public async Task A_list_takes_what_Manilas_takes(string path, int status) => Assert.Equal(status, (await host.Get(path)).Status);

    [Fact]
    public async Task All_tenants_without_a_value_means_yes()
    {
        var share = await host.MakeShare(token: ApiHost.Stranger);
        foreach (var query in (string[])["all_tenants", "all_tenants=", "all_tenants=1"]) Assert.Contains(share, (await host.Get($"/v2/shares?{query}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(share, (await host.Get("/v2/shares?all_tenants=0")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Specs_at_a_types_creation_may_be_numbers_and_none_may_be_added()
    {
        var specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["provisioning:min_share_size"] = 1, ["weight"] = 1.5, ["provisioning:mount_point_prefix"] = "" };
        var type = (await Made("/v2/types", new { share_type = new { name = "numbers", extra_specs = specs, description = "d" } })).GetProperty("share_type");
        Assert.Equal(("1", "1.5", ""), (Spec(type, "provisioning:min_share_size"), Spec(type, "weight"), Spec(type, "provisioning:mount_point_prefix")));
        var id = type.GetProperty("id").GetString();
        Assert.Equal(200, (await host.Post($"/v2/types/{id}/extra_specs", """{"extra_specs": {}}""")).Status);
        Assert.Equal(400, (await host.Post($"/v2/types/{id}/extra_specs", """{"extra_specs": {"provisioning:mount_point_prefix": " "}}""")).Status);
        Assert.Equal(400, (await host.Post($"/v2/types/{id}/extra_specs", """{"extra_specs": {"other": ""}}""")).Status);
        var changed = await host.Put($"/v2/types/{id}", """{"share_type": {"description": ""}}""");
        Assert.Equal(JsonValueKind.Null, changed.Json.GetProperty("share_type").GetProperty("description").ValueKind);
        var group = await Made("/v2/share-group-types", new { share_group_type = new { name = "numbers", share_types = new[] { "plain" }, group_specs = new { weight = 3 } } });
        Assert.Equal("3", group.GetProperty("share_group_type").GetProperty("group_specs").GetProperty("weight").GetString());
    }

    [Fact]
    public async Task Types_of_a_zone_are_those_that_name_it_and_those_that_name_none()
    {
        await Type("in two", "az1,az2");
        await Type("in another", "az3");
        var found = (await host.Get("/v2/types?extra_specs={'availability_zones':'az1'}")).Json.GetProperty("share_types").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ToList();
        Assert.Contains("in two", found);
        Assert.Contains("plain", found);
        Assert.DoesNotContain("in another", found);
    }

    [Theory]
    [InlineData("2.47", "available"), InlineData("2.48", "error")]
    public async Task The_zones_of_a_type_bind_the_place_from_2_48_on(string version, string status)
    {
        await Type($"far {version}", "az9");
        var share = (await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = $"far {version}" } }, ApiHost.Member, version)).GetProperty("share").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/shares/{share}", "share", status);
        if (status == "available") return;
        var message = (await host.Get($"/v2/messages?resource_id={share}", ApiHost.Member)).Json.GetProperty("messages")[0].GetProperty("user_message").GetString();
        Assert.Contains("No storage could be allocated for this share request", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_zone_that_was_asked_for_is_in_the_answer_and_stays_when_nothing_is_placed()
    {
        var type = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["share_backend_name"] = "nowhere" };
        await Made("/v2/types", new { share_type = new { name = "unplaceable", extra_specs = type } });
        var share = (await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "unplaceable", availability_zone = "nova" } }, ApiHost.Member)).GetProperty("share");
        Assert.Equal("nova", share.GetProperty("availability_zone").GetString());
        await host.UntilStatus($"/v2/shares/{share.GetProperty("id").GetString()}", "share", "error");
        Assert.Equal("nova", (await host.Get($"/v2/shares/{share.GetProperty("id").GetString()}", ApiHost.Member)).Json.GetProperty("share").GetProperty("availability_zone").GetString());
    }

    [Fact]
    public async Task What_is_over_a_quota_is_said_to_exceed_it()
    {
        const string token = "member,reader@f0000000000000000000000000000006/quota";
        await host.Put("/v2/quota-sets/f0000000000000000000000000000006", new { quota_set = new { shares = 0 } });
        var answer = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } }, token);
        Assert.Equal(413, answer.Status);
        Assert.Matches("allows 0.*0 in use.*1 more would exceed", answer.Message);
    }

    [Fact]
    public async Task A_rule_that_became_active_was_updated_and_its_metadata_answers_with_what_was_sent()
    {
        var share = await host.MakeShare();
        var rule = (await Made($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", metadata = new { a = "1" } } }, ApiHost.Member)).GetProperty("access").GetProperty("id").GetString();
        await host.Until(async () => (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == "active", "the rule is active");
        Assert.Equal(JsonValueKind.String, (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Json.GetProperty("access").GetProperty("updated_at").ValueKind);
        Assert.Equal("""{"metadata":{"b":"2"}}""", (await host.Put($"/v2/share-access-rules/{rule}/metadata", new { metadata = new { b = "2" } }, ApiHost.Member)).Text);
    }

    [Theory]
    [InlineData(null, 200), InlineData("2.65", 200), InlineData("2.1000", 406), InlineData("latest", 400)]
    public async Task The_document_of_the_version_honours_the_version_that_is_asked_for(string? version, int status)
    {
        var answer = await host.Get("/v2/", version: version);
        Assert.Equal((status, version ?? ApiVersion.Oldest.ToString()), (answer.Status, answer.Headers.GetValueOrDefault("X-OpenStack-Manila-API-Version", status == 400 ? "latest" : "")));
        if (status == 200) Assert.Contains("X-OpenStack-Manila-API-Version", answer.Headers["Vary"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_too_large_is_told_so_in_JSON()
    {
        var answer = await host.Post("/v2/shares", $"{{\"share\": {{\"name\": \"{new string('x', 200_000)}\"}}}}", ApiHost.Member);
        Assert.Equal((413, 413), (answer.Status, answer.Json.GetProperty("overLimit").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Nobody_needs_a_token_to_ask_what_could_be_asked()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v2/shares");
        using var response = await host.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_default_quotas_of_another_project_are_nobodys_secret()
    {
        Assert.Equal(200, (await host.Get($"/v2/quota-sets/{Project}/defaults", ApiHost.Stranger)).Status);
        Assert.Equal(403, (await host.Get($"/v2/quota-sets/{Project}", ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task A_share_that_is_null_is_refused_otherwise_than_one_that_is_not_there()
    {
        var share = await host.MakeShare();
        Assert.Equal(400, (await host.Put($"/v2/shares/{share}", """{"share": null}""", ApiHost.Member)).Status);
        Assert.Equal(422, (await host.Put($"/v2/shares/{share}", """{"other": {}}""", ApiHost.Member)).Status);
    }

    static string? Spec(JsonElement type, string name) => type.GetProperty("extra_specs").GetProperty(name).GetString();

    Task<JsonElement> Type(string name, string zones) => Made(
        "/v2/types", new { share_type = new { name, extra_specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["availability_zones"] = zones } } });

    async Task<JsonElement> Made(string path, object body, string token = ApiHost.Admin, string version = ApiVersion.NewestText)
    {
        var made = await host.Post(path, body, token, version);
        Assert.True(made.Status is 200 or 202, string.Create(CultureInfo.InvariantCulture, $"{path}: {made.Status} {made.Text}"));
        return made.Json;
    }
}
