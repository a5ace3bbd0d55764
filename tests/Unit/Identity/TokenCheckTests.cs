using Abaca.Server.Identity;
using Abaca.Server.Identity.Keystone;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Abaca.Tests.Unit.Identity;

/// <summary>Whose a token is, how long that is believed, and what happens when Keystone does not say it.</summary>
public sealed class TokenCheckTests : IAsyncLifetime
{
    StandInKeystone keystone = null!;

    public async ValueTask InitializeAsync() => keystone = await StandInKeystone.Start();

    public ValueTask DisposeAsync() => keystone.DisposeAsync();

    [Theory]
    [InlineData("""{"project": {"id": "p1"}}""", "p1", null, false)]
    [InlineData("""{"domain": {"id": "d1"}}""", null, "d1", false)]
    [InlineData("""{"system": {"all": true}}""", null, null, true)]
    [InlineData("""{}""", null, null, false)]
    public async Task A_token_has_the_scope_and_the_roles_that_Keystone_says(string scope, string? project, string? domain, bool system)
    {
        keystone.Give("t", scope, "Admin manager");
        using var user = new KeystoneUser(keystone);
        var who = (await user.Authentication.Authenticate("t", TestContext.Current.CancellationToken))!;
        Assert.Equal(("user-of-t", project, domain, system), (who.UserId, who.ProjectId, who.DomainId, who.SystemScope));
        Assert.Equal(["admin", "manager"], who.Roles); // no role is made up: Keystone adds those that others imply
    }

    [Fact]
    public async Task A_checked_token_is_believed_for_the_cache_time_and_a_revoked_one_no_longer()
    {
        keystone.Give("t");
        using var user = new KeystoneUser(keystone, "token_cache_time = 60");
        Assert.NotNull(await user.Who("t"));
        keystone.Revoke("t");
        user.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await user.Who("t"));
        Assert.Equal(1, keystone.Questions);
        user.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await user.Who("t"));
        Assert.Equal(2, keystone.Questions);
    }

    [Fact]
    public async Task Without_a_cache_Keystone_is_asked_every_time()
    {
        keystone.Give("t");
        using var user = new KeystoneUser(keystone, "token_cache_time = -1");
        Assert.NotNull(await user.Who("t"));
        keystone.Revoke("t");
        Assert.Null(await user.Who("t"));
        keystone.Give("t");
        Assert.NotNull(await user.Who("t"));
    }

    [Fact]
    public async Task A_token_that_has_ended_is_refused_from_memory_too()
    {
        using var user = new KeystoneUser(keystone);
        keystone.Give("t", end: user.Clock.GetUtcNow().AddSeconds(100));
        Assert.NotNull(await user.Who("t"));
        user.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Null(await user.Who("t"));
        Assert.Equal(1, keystone.Questions);
    }

    [Fact]
    public async Task An_unknown_token_is_asked_for_once_in_a_while()
    {
        using var user = new KeystoneUser(keystone);
        Assert.Null(await user.Who("t"));
        Assert.Null(await user.Who("t"));
        Assert.Equal(1, keystone.Questions);
        keystone.Give("t");
        user.Clock.Advance(TokenChecks.DeniedFor);
        Assert.NotNull(await user.Who("t"));
    }

    [Fact]
    public async Task Many_requests_with_one_token_ask_once_and_one_that_gives_up_hinders_no_other()
    {
        keystone.Give("t");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        keystone.Instead = async _ =>
        {
            await gate.Task;
            return false;
        };
        using var user = new KeystoneUser(keystone);
        using var impatient = new CancellationTokenSource();
        var first = user.Authentication.Authenticate("t", impatient.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => user.Who("t")).ToList();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.All(await Task.WhenAll(others), who => Assert.Equal("user-of-t", who));
        Assert.Equal(1, keystone.Questions);
    }

    [Fact, Trait("Suite", "Hostile")]
    public async Task Few_questions_are_asked_at_once_and_who_finds_no_place_is_told_so()
    {
        var (now, most, gate) = (0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        keystone.Instead = async _ =>
        {
            var count = Interlocked.Increment(ref now);
            lock (gate) most = Math.Max(most, count);
            await gate.Task;
            Interlocked.Decrement(ref now);
            return false;
        };
        using var user = new KeystoneUser(keystone);
        var asked = Enumerable.Range(0, 600).Select(number => user.Who($"t{number}")).ToList();
        Assert.Equal(IdentityTrouble.Busy, (await Assert.ThrowsAsync<IdentityUnavailable>(() => asked[^1])).Kind);
        gate.SetResult();
        var ends = await Task.WhenAll(asked.Select(async one =>
        {
            try
            {
                return await one is null;
            }
            catch (IdentityUnavailable)
            {
                return false;
            }
        }));
        Assert.Equal(32 + 512, ends.Count(judged => judged));
        Assert.InRange(most, 1, 32);
    }

    [Theory, Trait("Suite", "Hostile")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("new\nline")]
    [InlineData("naïve")]
    public async Task What_can_be_no_token_never_reaches_Keystone(string token)
    {
        using var user = new KeystoneUser(keystone);
        Assert.Null(await user.Who(token));
        Assert.Null(await user.Who(new string('a', 5000)));
        Assert.Equal(0, keystone.Questions);
    }

    [Theory, Trait("Suite", "Hostile")]
    [InlineData(200, "")]
    [InlineData(200, "<html>Welcome</html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"token\": []}")]
    [InlineData(200, "{\"token\": {\"user\": {\"name\": \"admin\"}, \"roles\": [{\"name\": \"admin\"}], \"expires_at\": \"2199-01-01T00:00:00Z\"}}")]
    [InlineData(200, "{\"token\": {\"user\": {\"id\": \"u\"}, \"project\": {}, \"expires_at\": \"2199-01-01T00:00:00Z\"}}")]
    [InlineData(200, "{\"token\": {\"user\": {\"id\": \"u\"}, \"project\": {\"id\": \"p\"}}}")]
    [InlineData(404, "<html>nginx</html>")]
    [InlineData(302, "")]
    [InlineData(400, "{}")]
    [InlineData(500, "{\"error\": {}}")]
    [InlineData(503, "")]
    public async Task What_no_Keystone_says_lets_nobody_in_and_refuses_nobody(int status, string body)
    {
        keystone.Instead = async http =>
        {
            http.Response.StatusCode = status;
            if (status == 302) http.Response.Headers.Location = keystone.Url + "/v3/elsewhere";
            await http.Response.WriteAsync(body);
            return true;
        };
        using var user = new KeystoneUser(keystone);
        Assert.Equal(IdentityTrouble.Strange, await user.Trouble("t"));
        keystone.Instead = _ => Task.FromResult(false);
        keystone.Give("t");
        Assert.NotNull(await user.Who("t")); // and nothing of it is remembered
    }

    [Fact, Trait("Suite", "Hostile")]
    public async Task An_answer_without_an_end_is_given_up()
    {
        keystone.Instead = async http =>
        {
            for (var part = 0; part < 1000; part++) await http.Response.WriteAsync(new string(' ', 4096));
            return true;
        };
        using var user = new KeystoneUser(keystone);
        Assert.Equal(IdentityTrouble.Strange, await user.Trouble("t"));
    }

    [Fact]
    public async Task A_Keystone_that_does_not_answer_in_time_is_given_up_and_remembered_tokens_go_on()
    {
        keystone.Give("known");
        using var user = new KeystoneUser(keystone);
        Assert.NotNull(await user.Who("known"));
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        keystone.Instead = async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var asked = user.Trouble("new");
        await arrived.Task;
        user.Clock.Advance(user.Options.Timeout);
        Assert.Equal(IdentityTrouble.Unreachable, await asked);
        Assert.NotNull(await user.Who("known"));
    }

    [Fact]
    public async Task A_Keystone_that_is_gone_is_no_reason_to_call_a_token_bad()
    {
        keystone.Give("known");
        using var user = new KeystoneUser(keystone);
        Assert.NotNull(await user.Who("known"));
        await keystone.DisposeAsync();
        Assert.Equal(IdentityTrouble.Unreachable, await user.Trouble("new"));
        Assert.NotNull(await user.Who("known"));
    }

    [Fact]
    public async Task A_token_that_is_bound_to_something_is_refused()
    {
        keystone.Give("t", """{"project": {"id": "p1"}, "bind": {"kerberos": "alice"}}""");
        using var user = new KeystoneUser(keystone);
        Assert.Null(await user.Who("t"));
    }
}
