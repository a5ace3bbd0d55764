using Abaca.Server.Data;
using Abaca.Server.Identity;
using Xunit;

namespace Abaca.Tests.Server.Identity;

public sealed class TokenTests : IAsyncLifetime
{
    const string DemoProject = """{"project":{"name":"demo","domain":{"name":"Default"}}}""";
    const string AdminProject = """{"project":{"name":"admin","domain":{"id":"default"}}}""";
    const string AllSystem = """{"system":{"all":true}}""";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    IdentityHost host = null!;

    public async ValueTask InitializeAsync() => host = await IdentityHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_password_gives_a_token_for_the_project_asked_for()
    {
        var reply = await host.Client.Ask("demo", host.PasswordOf("demo"), DemoProject);
        Assert.Equal(201, reply.Code);
        Assert.Equal("demo", reply.At("token", "project", "name").GetString());
        Assert.Equal("default", reply.At("token", "user", "domain", "id").GetString());
        Assert.Equal(["member", "reader"], Names(reply, "roles"));
        Assert.Equal("2030-01-01T01:00:00.000000Z", reply.At("token", "expires_at").GetString());
        Assert.Matches("^[0-9a-f]{32}$", reply.At("token", "project", "id").GetString());
        Assert.Equal(["shared-file-system", "sharev2", "share", "identity"], reply.At("token", "catalog").EnumerateArray().Select(s => s.GetProperty("type").GetString()!));
        var endpoints = reply.At("token", "catalog")[0].GetProperty("endpoints").EnumerateArray().ToList();
        Assert.Equal(["public", "internal", "admin"], endpoints.Select(e => e.GetProperty("interface").GetString()!));
        Assert.All(endpoints, e => Assert.Equal(host.Client.Address + "/v2", e.GetProperty("url").GetString()));
        Assert.All(endpoints, e => Assert.Equal("RegionOne", e.GetProperty("region_id").GetString()));
    }

    [Fact]
    public async Task Without_a_scope_the_default_project_counts_and_unscoped_is_unscoped()
    {
        var plain = await host.Client.Ask("demo", host.PasswordOf("demo"));
        Assert.Equal("demo", plain.At("token", "project", "name").GetString());
        var unscoped = await host.Client.Ask("demo", host.PasswordOf("demo"), "\"unscoped\"");
        Assert.False(unscoped.At("token").TryGetProperty("project", out _));
        Assert.False(unscoped.At("token").TryGetProperty("roles", out _));
        Assert.False(unscoped.At("token").TryGetProperty("catalog", out _));
    }

    [Fact]
    public async Task System_and_domain_scope_are_for_those_who_hold_a_role_there()
    {
        var admin = host.PasswordOf("admin");
        Assert.True((await host.Client.Ask("admin", admin, AllSystem)).At("token", "system", "all").GetBoolean());
        Assert.Equal("default", (await host.Client.Ask("admin", admin, """{"domain":{"id":"default"}}""")).At("token", "domain", "id").GetString());
        Assert.Equal(401, (await host.Client.Ask("demo", host.PasswordOf("demo"), AllSystem)).Code);
        Assert.Equal(401, (await host.Client.Ask("demo", host.PasswordOf("demo"), """{"domain":{"name":"Default"}}""")).Code);
        Assert.Equal(401, (await host.Client.Ask("demo", host.PasswordOf("demo"), AdminProject)).Code);
    }

    [Theory]
    [InlineData("demo", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("admin", "")]
    public async Task Every_wrong_proof_gets_the_same_answer(string user, string password)
    {
        var reply = await host.Client.Ask(user, password);
        Assert.Equal(401, reply.Code);
        Assert.Equal("""{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}""", reply.Text);
        Assert.Equal($"Keystone uri=\"{host.Client.Address}/identity/v3\"", reply.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task A_token_ends_with_its_hour_also_when_it_was_remembered()
    {
        var token = await DemoToken();
        var authentication = host.Get<IAuthentication>();
        Assert.NotNull(await authentication.Authenticate(token, Ct));
        host.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await authentication.Authenticate(token, Ct));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await authentication.Authenticate(token, Ct));
        Assert.Equal(401, (await host.Client.Send("GET", "/v3/auth/projects", token)).Code);
        await host.Get<Tokens>().Purge(Ct);
        Assert.Equal(0, await host.Get<Db>().Number($"SELECT count(*) FROM identity_tokens", Ct));
    }

    [Fact]
    public async Task A_token_made_from_a_token_ends_with_it_and_remembers_its_parent()
    {
        var first = await host.Client.Ask("demo", host.PasswordOf("demo"), "\"unscoped\"");
        host.Time.Advance(TimeSpan.FromMinutes(30));
        var second = await host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.TokenBody(first.Headers["X-Subject-Token"], DemoProject));
        Assert.Equal(201, second.Code);
        Assert.Equal(first.At("token", "expires_at").GetString(), second.At("token", "expires_at").GetString());
        Assert.Equal(["password", "token"], second.At("token", "methods").EnumerateArray().Select(m => m.GetString()!));
        Assert.Equal(first.At("token", "audit_ids")[0].GetString(), second.At("token", "audit_ids")[1].GetString());
    }

    [Fact]
    public async Task A_revoked_token_stops_at_once()
    {
        var (token, other) = (await DemoToken(), await DemoToken());
        var authentication = host.Get<IAuthentication>();
        Assert.NotNull(await authentication.Authenticate(token, Ct));
        Assert.Equal(204, (await host.Client.Send("DELETE", "/v3/auth/tokens", other, subject: token)).Code);
        Assert.Null(await authentication.Authenticate(token, Ct));
        Assert.NotNull(await authentication.Authenticate(other, Ct));
        Assert.Equal(404, (await host.Client.Send("GET", "/v3/auth/tokens", other, subject: token)).Code);
    }

    [Fact]
    public async Task A_token_can_be_looked_at_by_its_owner_an_administrator_and_a_service_only()
    {
        var (admin, demo) = (await host.Client.Token("admin", host.PasswordOf("admin"), AdminProject), await DemoToken());
        Assert.Equal(200, (await host.Client.Send("GET", "/v3/auth/tokens", demo, subject: demo)).Code);
        Assert.Equal(200, (await host.Client.Send("HEAD", "/v3/auth/tokens", admin, subject: demo)).Code);
        Assert.Equal(403, (await host.Client.Send("GET", "/v3/auth/tokens", demo, subject: admin)).Code);
        Assert.Equal(404, (await host.Client.Send("GET", "/v3/auth/tokens", admin, subject: "unknown")).Code);
        Assert.Equal(404, (await host.Client.Send("GET", "/v3/auth/tokens", admin)).Code);
        var seen = await host.Client.Send("GET", "/v3/auth/tokens?nocatalog", admin, subject: demo);
        Assert.False(seen.At("token").TryGetProperty("catalog", out _));
        Assert.Equal(demo, seen.Headers["X-Subject-Token"]);
    }

    [Fact]
    public async Task Losing_a_role_a_user_or_a_project_counts_at_once()
    {
        var admin = await host.Client.Token("admin", host.PasswordOf("admin"), AdminProject);
        var authentication = host.Get<IAuthentication>();
        var token = await DemoToken();
        var principal = (await authentication.Authenticate(token, Ct))!;
        Assert.Equal(["member", "reader"], principal.Roles);

        await Patch(admin, $"/v3/projects/{principal.ProjectId}", """{"project":{"enabled":false}}""");
        Assert.Null(await authentication.Authenticate(token, Ct));
        await Patch(admin, $"/v3/projects/{principal.ProjectId}", """{"project":{"enabled":true}}""");
        token = await DemoToken();
        Assert.NotNull(await authentication.Authenticate(token, Ct));
        await Patch(admin, $"/v3/users/{principal.UserId}", """{"user":{"enabled":false}}""");
        Assert.Null(await authentication.Authenticate(token, Ct));
        await Patch(admin, $"/v3/users/{principal.UserId}", """{"user":{"enabled":true}}""");
        token = await DemoToken();
        Assert.NotNull(await authentication.Authenticate(token, Ct));
        var roles = (await host.Client.Send("GET", "/v3/roles?name=member", admin)).At("roles")[0].GetProperty("id").GetString();
        Assert.Equal(204, (await host.Client.Send("DELETE", $"/v3/projects/{principal.ProjectId}/users/{principal.UserId}/roles/{roles}", admin)).Code);
        Assert.Null(await authentication.Authenticate(token, Ct));
        Assert.Equal(401, (await host.Client.Ask("demo", host.PasswordOf("demo"), DemoProject)).Code);
    }

    [Fact]
    public async Task A_changed_password_ends_the_tokens_made_with_the_old_one()
    {
        var token = await DemoToken();
        var user = (await host.Get<IAuthentication>().Authenticate(token, Ct))!.UserId;
        var old = host.PasswordOf("demo");
        Assert.Equal(401, (await host.Client.Send("POST", $"/v3/users/{user}/password", body: """{"user":{"original_password":"guess","password":"new"}}""")).Code);
        Assert.Equal(204, (await host.Client.Send("POST", $"/v3/users/{user}/password", body: $$"""{"user":{"original_password":"{{old}}","password":"neu ✓"} }""")).Code);
        Assert.Null(await host.Get<IAuthentication>().Authenticate(token, Ct));
        Assert.Equal(401, (await host.Client.Ask("demo", old)).Code);
        Assert.Equal(201, (await host.Client.Ask("demo", "neu ✓")).Code);
    }

    [Fact]
    public async Task Tokens_outlive_a_restart_and_are_not_in_the_database()
    {
        var token = await DemoToken();
        await host.Stop();
        foreach (var file in Directory.GetFiles(host.State, "abaca.sqlite*"))
            Assert.DoesNotContain(token, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)));
        host = await IdentityHost.Start(host.State, host.Time);
        Assert.NotNull(await host.Get<IAuthentication>().Authenticate(token, Ct));
    }

    [Fact]
    public async Task A_service_token_is_one_whose_holder_has_the_role_service()
    {
        var admin = await host.Client.Token("admin", host.PasswordOf("admin"), AdminProject);
        var authentication = host.Get<IAuthentication>();
        Assert.Null(await authentication.AuthenticateService(admin, Ct));
        Assert.Null((await authentication.Identify(admin, "", Ct))?.Service);
        var me = (await authentication.Authenticate(admin, Ct))!;
        var role = (await host.Client.Send("GET", "/v3/roles?name=service", admin)).At("roles")[0].GetProperty("id").GetString();
        Assert.Equal(204, (await host.Client.Send("PUT", $"/v3/projects/{me.ProjectId}/users/{me.UserId}/roles/{role}", admin)).Code);
        Assert.Equal(["admin", "member", "reader", "service"], (await authentication.AuthenticateService(admin, Ct))!.Roles);
    }

    async Task Patch(string token, string path, string body) => Assert.Equal(200, (await host.Client.Send("PATCH", path, token, body)).Code);

    Task<string> DemoToken() => host.Client.Token("demo", host.PasswordOf("demo"), DemoProject);

    static IEnumerable<string> Names(Reply reply, string list) =>
        reply.At("token", list).EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
}
