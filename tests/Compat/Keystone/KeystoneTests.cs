using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Keystone;

/// <summary>The service with tokens of a real Keystone and a real memcached, and OpenStack's own client with the catalog that <c>abaca keystone register</c> makes.</summary>
public sealed class KeystoneTests(KeystoneRegion region) : IClassFixture<KeystoneRegion>
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_works_with_a_catalog_that_was_registered_and_registering_again_changes_nothing()
    {
        var admin = region.As("admin", "admin", KeystoneServer.Password);
        string[] register = ["keystone", "register", "--url", region.Service.Url.ToString(), "-f", "value", "-c", "done"];
        Assert.Equal(8, (await AbacaTool.Run(register, admin)).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line == "made"));
        Assert.Equal(8, (await AbacaTool.Run(register, admin)).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line == "kept"));

        (await Tool.Run("openstack", ["share", "type", "create", "walk", "False"], admin)).Succeeded();
        var member = region.As("member", "red");
        var made = JsonDocument.Parse((await Tool.Run("openstack", ["share", "create", "NFS", "1", "--name", "walked", "--share-type", "walk", "-f", "json"], member)).Succeeded()).RootElement;
        var id = made.GetProperty("id").GetString()!;
        Assert.Contains(id, (await Tool.Run("openstack", ["share", "list", "-f", "value", "-c", "ID"], member)).Succeeded(), StringComparison.Ordinal);

        Assert.DoesNotContain(id, (await Tool.Run("openstack", ["share", "list", "-f", "value", "-c", "ID"], region.As("stranger", "blue"))).Succeeded(), StringComparison.Ordinal);
        using var other = await KeystoneRegion.Ask(region.Service, await region.Token("stranger", "blue"), $"v2/shares/{id}");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var own = await KeystoneRegion.Ask(region.Service, await region.Token("reader", "red"), $"v2/shares/{id}");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Theory]
    [InlineData("reader", "red", 200, 403, 403)]
    [InlineData("member", "red", 200, 400, 403)]
    [InlineData("manager", "red", 200, 400, 403)]
    [InlineData("chief", "red", 200, 400, 400)]
    [InlineData("robot", "red", 403, 403, 403)]
    [InlineData("chief", """{"system": {"all": true}}""", 403, 403, 403)]
    [InlineData("chief", """{"domain": {"id": "default"}}""", 403, 403, 403)]
    [InlineData("chief", "", 403, 403, 403)]
    public async Task Each_role_and_each_scope_may_what_Manila_lets_it(string user, string scope, int list, int create, int createType)
    {
        var token = scope switch
        {
            "" => await region.TokenFor(user, JsonValue.Create("unscoped")),
            ['{', ..] => await region.TokenFor(user, JsonNode.Parse(scope)),
            var project => await region.Token(user, project),
        };
        // Bodies that are refused where somebody may: nothing is made.
        Assert.Equal((list, create, createType), (await region.Status(token), await Posted(token, "v2/shares", "share"), await Posted(token, "v2/types", "share_type")));
    }

    [Fact]
    public async Task Nobodys_token_is_refused_with_the_address_of_Keystone()
    {
        using var answer = await KeystoneRegion.Ask(region.Service, "gAAAAABnobody");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal($"Keystone uri=\"{region.Keystone.Url}\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_token_that_is_revoked_ends_within_the_cache_time()
    {
        var token = await region.Token("member", "red");
        Assert.Equal(200, await region.Status(token));
        await region.Revoke(token);
        Assert.True(await Deadline.Holds(async () => await region.Status(token) == 401, Longest));
    }

    [Fact]
    public async Task A_users_token_that_has_ended_counts_with_that_of_a_service_only()
    {
        await using var brief = await region.Keystone.WithTokensOf(3);
        var token = await region.Token("member", "red", from: brief);
        Assert.True(await Deadline.Holds(async () => await region.Status(token) == 401, Longest));
        Assert.Equal(200, await region.Status(token, await region.Token("manila", "service")));
        Assert.Equal(401, await region.Status(token, await region.Token("member", "red")));
        Assert.Equal(401, await region.Status(token));
    }

    [Fact]
    public async Task Without_Keystone_remembered_tokens_go_on_in_all_processes_and_others_are_told_to_come_back()
    {
        await using var second = await region.StartService();
        var (known, fresh) = (await region.Token("member", "red"), await region.Token("member", "red"));
        Assert.Equal(200, await region.Status(known));
        region.Keystone.Stop();
        try
        {
            using var shared = await KeystoneRegion.Ask(second, known); // it has never asked Keystone for it
            Assert.Equal(HttpStatusCode.OK, shared.StatusCode);
            using var answer = await KeystoneRegion.Ask(region.Service, fresh);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            using var health = await region.Service.Api.GetAsync(new Uri("/healthcheck", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.Contains("cannot be reached", (await AbacaTool.Run(["doctor", "--config-file", region.Service.ConfigFile])).Failed(), StringComparison.Ordinal);
        }
        finally
        {
            await region.Keystone.Start();
        }
        Assert.Equal(200, await region.Status(fresh));
    }

    [Fact]
    public async Task A_password_of_the_service_that_is_no_longer_right_is_the_operators_trouble_and_one_in_the_file_counts_without_a_restart()
    {
        try
        {
            await region.ChangePassword("manila", "another-secret");
            var token = await region.Token("member", "red");
            Assert.Equal(503, await region.Status(token));
            using (var sick = await region.Service.Api.GetAsync(new Uri("/healthcheck", UriKind.Relative), Ct))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, sick.StatusCode);
                Assert.Contains("IDENTITY", await sick.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            }
            Assert.Contains("does not accept the service's own user", region.Service.Log, StringComparison.Ordinal);

            region.Service.Configure(text => text.Replace($"password = {KeystoneRegion.Password}", "password = another-secret", StringComparison.Ordinal));
            Assert.True(await Deadline.Holds(async () =>
            {
                using var health = await region.Service.Api.GetAsync(new Uri("/healthcheck", UriKind.Relative), Ct);
                return health.IsSuccessStatusCode;
            }, Longest));
            Assert.True(await Deadline.Holds(async () => await region.Status(token) == 200, Longest));
        }
        finally
        {
            region.Service.Configure(text => text.Replace("password = another-secret", $"password = {KeystoneRegion.Password}", StringComparison.Ordinal));
            await region.ChangePassword("manila", KeystoneRegion.Password);
            // Changed back, it is the other cases' again when tokens that nobody remembers are taken.
            await Deadline.Holds(async () => await region.Status(await region.Token("member", "red")) == 200, Longest);
        }
        foreach (var secret in (string[])[KeystoneRegion.Password, "another-secret", "regions-secret", "gAAAA"]) Assert.DoesNotContain(secret, region.Service.Log, StringComparison.Ordinal);
    }

    async Task<int> Posted(string token, string path, string kind)
    {
        using var answer = await KeystoneRegion.Ask(region.Service, token, path, new JsonObject { [kind] = new JsonObject() });
        return (int)answer.StatusCode;
    }
}
