using Abaca.Server.Identity;
using Xunit;

namespace Abaca.Tests.Server.Identity;

public sealed class ApplicationCredentialTests : IAsyncLifetime
{
    IdentityHost host = null!;
    string token = "", user = "";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await IdentityHost.Start();
        token = await host.Client.Token("demo", host.PasswordOf("demo"));
        user = (await host.Get<IAuthentication>().Authenticate(token, Ct))!.UserId;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task It_gives_tokens_for_its_project_with_its_roles_until_it_is_deleted()
    {
        var (id, secret) = await Make("""{"name":"robot","roles":[{"name":"reader"}]}""");
        var reply = await Ask(id, secret);
        Assert.Equal(201, reply.Code);
        Assert.Equal("reader", Assert.Single(reply.At("token", "roles").EnumerateArray()).GetProperty("name").GetString());
        Assert.True(reply.At("token", "application_credential", "restricted").GetBoolean());
        var robot = reply.Headers["X-Subject-Token"];
        Assert.Equal(409, (await Create(token, """{"name":"robot"}""")).Code);
        Assert.Equal(401, (await Ask(id, "wrong")).Code);
        Assert.Equal(204, (await host.Client.Send("DELETE", $"/v3/users/{user}/application_credentials/{id}", token)).Code);
        Assert.Null(await host.Get<IAuthentication>().Authenticate(robot, Ct));
        Assert.Equal(401, (await Ask(id, secret)).Code);
    }

    [Fact]
    public async Task A_restricted_one_makes_no_others_and_gets_no_other_scope()
    {
        var (id, secret) = await Make("""{"name":"robot"}""");
        var robot = (await Ask(id, secret)).Headers["X-Subject-Token"];
        Assert.Equal(403, (await Create(robot, """{"name":"child"}""")).Code);
        Assert.Equal(403, (await host.Client.Send("DELETE", $"/v3/users/{user}/application_credentials/{id}", robot)).Code);
        Assert.Equal(401, (await host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.TokenBody(robot, "\"unscoped\""))).Code);
        var again = await host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.TokenBody(robot));
        Assert.Equal(403, (await Create(again.Headers["X-Subject-Token"], """{"name":"child"}""")).Code);
    }

    [Fact]
    public async Task It_ends_when_it_says()
    {
        var (id, secret) = await Make("""{"name":"brief","expires_at":"2030-01-01T00:10:00"}""");
        var reply = await Ask(id, secret);
        Assert.Equal("2030-01-01T00:10:00.000000Z", reply.At("token", "expires_at").GetString());
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await host.Get<IAuthentication>().Authenticate(reply.Headers["X-Subject-Token"], Ct));
        Assert.Equal(401, (await Ask(id, secret)).Code);
    }

    async Task<(string Id, string Secret)> Make(string fields)
    {
        var reply = await Create(token, fields);
        Assert.Equal(201, reply.Code);
        return (reply.At("application_credential", "id").GetString()!, reply.At("application_credential", "secret").GetString()!);
    }

    Task<Reply> Create(string by, string fields) =>
        host.Client.Send("POST", $"/v3/users/{user}/application_credentials", by, "{\"application_credential\":" + fields + "}");

    Task<Reply> Ask(string id, string secret) => host.Client.Send("POST", "/v3/auth/tokens", body: IdentityClient.CredentialBody(id, secret));
}
