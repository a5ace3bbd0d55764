using Abaca.Server.Identity;
using Abaca.Tests.Server.Identity;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>What was taken from a user does not come back by itself: a token that is dead stays dead, whatever is given back later.</summary>
[Trait("Suite", "Hostile")]
public sealed class DeadTokenTests : IAsyncLifetime
{
    const string DemoProject = """{"project":{"name":"demo","domain":{"name":"Default"}}}""";
    const string AdminProject = """{"project":{"name":"admin","domain":{"id":"default"}}}""";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    IdentityHost host = null!;
    string admin = "", user = "", project = "";

    /// <summary>Ways to take something away, and to give it back.</summary>
    public static TheoryData<string> Ways => ["user", "project", "role", "all roles", "other role"];

    public async ValueTask InitializeAsync()
    {
        host = await IdentityHost.Start();
        admin = await host.Client.Token("admin", host.PasswordOf("admin"), AdminProject);
        var principal = (await Principal(await Token()))!;
        (user, project) = (principal.UserId, principal.ProjectId!);
        await Give("reader", project);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_token_that_was_ended_stays_dead_when_its_ground_is_there_again(string way)
    {
        var tokens = new[] { await Token(), await Token(), await FromToken(), await FromCredential() };
        foreach (var token in tokens.Skip(1)) Assert.NotNull(await Principal(token)); // the first has not been remembered
        await Take(way);
        foreach (var token in tokens) Assert.Null(await Principal(token));
        await GiveBack(way);
        foreach (var token in tokens)
        {
            Assert.Null(await Principal(token));
            Assert.Equal(401, (await host.Client.Send("GET", "/v3/auth/projects", token)).Code);
            Assert.Equal(401, (await host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.TokenBody(token, DemoProject))).Code);
        }
        Assert.NotNull(await Principal(await Token())); // a new proof of identity is as good as ever
    }

    [Theory]
    [InlineData("user", false)]
    [InlineData("role", false)]
    [InlineData("all roles", false)]
    [InlineData("project", true)]
    public async Task An_application_credential_goes_with_its_user_and_with_a_role_but_not_with_a_project_that_is_disabled(string way, bool stays)
    {
        var (id, secret) = await Credential();
        await Take(way);
        Assert.Equal(401, (await Ask(id, secret)).Code);
        await GiveBack(way);
        Assert.Equal(stays ? 201 : 401, (await Ask(id, secret)).Code);
    }

    [Fact]
    public async Task What_is_left_to_a_user_elsewhere_lives_on()
    {
        var other = (await Send("POST", "/v3/projects", """{"project":{"name":"other"}}""", 201)).At("project", "id").GetString()!;
        await Give("member", other);
        var (elsewhere, here, unscoped) = (await Token($$$"""{"project":{"id":"{{{other}}}"}}"""), await Token(), await Token("\"unscoped\""));
        await Take("role");
        Assert.NotNull(await Principal(elsewhere));
        Assert.Null(await Principal(here));
        await GiveBack("role");
        await Take("project");
        Assert.NotNull(await Principal(elsewhere));
        Assert.Equal(200, (await host.Client.Send("GET", "/v3/auth/projects", unscoped)).Code);
        Assert.NotNull(await Principal(admin));
    }

    [Fact]
    public async Task A_change_that_disables_nobody_ends_nothing()
    {
        var token = await Token();
        await Send("PATCH", $"/v3/users/{user}", """{"user":{"description":"the same","enabled":true}}""", 200);
        await Send("PATCH", $"/v3/projects/{project}", """{"project":{"description":"the same"}}""", 200);
        Assert.NotNull(await Principal(token));
    }

    [Fact]
    public async Task Tokens_on_the_system_and_the_domain_end_with_the_role_there()
    {
        foreach (var (path, scope) in new[] { ($"/v3/system/users/{user}", """{"system":{"all":true}}"""), ($"/v3/domains/default/users/{user}", """{"domain":{"id":"default"}}""") })
        {
            var role = await RoleId("reader");
            await Send("PUT", $"{path}/roles/{role}", null, 204);
            var token = await Token(scope);
            Assert.NotNull(await Principal(token));
            await Send("DELETE", $"{path}/roles/{role}", null, 204);
            await Send("PUT", $"{path}/roles/{role}", null, 204);
            Assert.Null(await Principal(token));
        }
    }

    [Fact]
    public async Task A_deleted_role_takes_the_tokens_with_it_that_stood_on_it()
    {
        var role = (await Send("POST", "/v3/roles", """{"role":{"name":"special"}}""", 201)).At("role", "id").GetString()!;
        await Send("PUT", $"/v3/projects/{project}/users/{user}/roles/{role}", null, 204);
        var token = await Token();
        await Send("DELETE", $"/v3/roles/{role}", null, 204);
        Assert.Null(await Principal(token));
        Assert.NotNull(await Principal(await Token()));
    }

    async Task Take(string way)
    {
        if (way == "user") await Send("PATCH", $"/v3/users/{user}", """{"user":{"enabled":false}}""", 200);
        else if (way == "project") await Send("PATCH", $"/v3/projects/{project}", """{"project":{"enabled":false}}""", 200);
        else foreach (var role in RolesOf(way)) await Send("DELETE", $"/v3/projects/{project}/users/{user}/roles/{await RoleId(role)}", null, 204);
    }

    async Task GiveBack(string way)
    {
        if (way == "user") await Send("PATCH", $"/v3/users/{user}", """{"user":{"enabled":true}}""", 200);
        else if (way == "project") await Send("PATCH", $"/v3/projects/{project}", """{"project":{"enabled":true}}""", 200);
        else foreach (var role in RolesOf(way)) await Give(role, project);
    }

    static string[] RolesOf(string way) => way switch { "role" => ["member"], "other role" => ["reader"], _ => ["member", "reader"] };

    async Task Give(string role, string on) => await Send("PUT", $"/v3/projects/{on}/users/{user}/roles/{await RoleId(role)}", null, 204);

    async Task<string> RoleId(string name) =>
        (await host.Client.Send("GET", $"/v3/roles?name={name}", admin)).At("roles")[0].GetProperty("id").GetString()!;

    async Task<Reply> Send(string method, string path, string? body, int code)
    {
        var reply = await host.Client.Send(method, path, admin, body);
        Assert.True(reply.Code == code, $"{method} {path}: {reply.Code} {reply.Text}");
        return reply;
    }

    ValueTask<Principal?> Principal(string token) => host.Get<IAuthentication>().Authenticate(token, Ct);

    Task<string> Token(string scope = DemoProject) => host.Client.Token("demo", host.PasswordOf("demo"), scope);

    async Task<string> FromToken() => (await host.Client.Send(
        "POST", "/v3/auth/tokens", body: IdentityClient.TokenBody(await Token(), DemoProject))).Headers["X-Subject-Token"];

    async Task<string> FromCredential()
    {
        var (id, secret) = await Credential();
        return (await Ask(id, secret)).Headers["X-Subject-Token"];
    }

    async Task<(string Id, string Secret)> Credential()
    {
        var made = await host.Client.Send(
            "POST", $"/v3/users/{user}/application_credentials", await Token(), $$$"""{"application_credential":{"name":"{{{Guid.NewGuid()}}}"}}""");
        Assert.True(made.Code == 201, made.Text);
        return (made.At("application_credential", "id").GetString()!, made.At("application_credential", "secret").GetString()!);
    }

    Task<Reply> Ask(string id, string secret) => host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.CredentialBody(id, secret));
}
