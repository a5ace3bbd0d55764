using Xunit;

namespace Abaca.Tests.Server.Identity;

/// <summary>What dashboards send and ask for while users and projects are looked after.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    IdentityHost host = null!;
    string admin = "";

    public async ValueTask InitializeAsync()
    {
        host = await IdentityHost.Start();
        admin = await host.Client.Token("admin", host.PasswordOf("admin"));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("null"), InlineData("false"), InlineData("{}"), InlineData("[]"), InlineData("""{"lock_password": false}""")]
    [InlineData("""{"ignore_password_expiry": null, "multi_factor_auth_rules": [], "lock_password": false, "more": {"nested": ""}}""")]
    public async Task Options_of_users_that_ask_for_nothing_are_taken(string options)
    {
        var made = await host.Client.Send("POST", "/v3/users", admin, $$"""{"user": {"name": "eve", "password": "a secret", "options": {{options}}, "default_project_id": null} }""");
        Assert.Equal(201, made.Code);
        Assert.Equal("{}", made.At("user", "options").GetRawText());
        var changed = await host.Client.Send("PATCH", $"/v3/users/{made.At("user", "id").GetString()}", admin, $$"""{"user": {"email": "e@example.org", "options": {{options}} } }""");
        Assert.Equal(200, changed.Code);
    }

    [Theory]
    [InlineData("""{"lock_password": true}"""), InlineData("""{"multi_factor_auth_rules": [["password"]]}"""), InlineData("true"), InlineData("\"yes\""), InlineData("1")]
    public async Task Options_that_ask_for_something_are_refused_and_not_dropped(string options) => Assert.Equal(
        400, (await host.Client.Send("POST", "/v3/users", admin, $$"""{"user": {"name": "eve", "password": "a secret", "options": {{options}} } }""")).Code);

    [Fact]
    public async Task There_are_no_groups_and_nobody_is_in_one()
    {
        var demo = (await host.Client.Send("GET", "/v3/users?name=demo", admin)).At("users")[0].GetProperty("id").GetString();
        foreach (var (path, list) in ((string, string)[])
            [("/v3/groups", "groups"), ("/v3/groups?domain_id=default&name=x", "groups"), ($"/v3/users/{demo}/groups", "groups"), ("/v3/role_assignments?group.id=x", "role_assignments")])
        {
            var answer = await host.Client.Send("GET", path, admin);
            Assert.Equal((200, 0), (answer.Code, answer.At(list).GetArrayLength()));
            Assert.EndsWith(path, answer.At("links", "self").GetString(), StringComparison.Ordinal);
        }
        var one = await host.Client.Send("GET", "/v3/groups/x", admin);
        Assert.Equal((404, "Could not find group: x."), (one.Code, one.At("error", "message").GetString()));
    }

    [Fact]
    public async Task The_share_service_is_found_under_every_type_that_clients_look_for_and_at_one_address()
    {
        var token = await host.Client.Ask("demo", host.PasswordOf("demo"));
        var catalog = token.At("token", "catalog").EnumerateArray().ToDictionary(s => s.GetProperty("type").GetString()!);
        foreach (var type in (string[])["shared-file-system", "sharev2", "share"])
        {
            Assert.All(catalog[type].GetProperty("endpoints").EnumerateArray(), e => Assert.Equal(host.Client.Address + "/v2", e.GetProperty("url").GetString()));
        }
        Assert.Equal(("manila", "manilav2"), (catalog["share"].GetProperty("name").GetString(), catalog["sharev2"].GetProperty("name").GetString()));
        var listed = (await host.Client.Send("GET", "/v3/services", admin)).At("services").EnumerateArray().Select(s => s.GetProperty("type").GetString());
        Assert.Equal(catalog.Keys.Order(), listed.Order());
    }
}
