using Abaca.Server.Identity;
using Abaca.Server.Identity.Keystone;
using Xunit;

namespace Abaca.Tests.Unit.Identity;

/// <summary>The service's own token, and the tokens of services that act for users.</summary>
public sealed class ServiceSessionTests : IAsyncLifetime
{
    StandInKeystone keystone = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => keystone = await StandInKeystone.Start();

    public ValueTask DisposeAsync() => keystone.DisposeAsync();

    [Fact]
    public async Task The_services_own_token_is_used_until_a_minute_before_its_end()
    {
        using var user = new KeystoneUser(keystone);
        keystone.OwnEnd = user.Clock.GetUtcNow().AddHours(1);
        for (var number = 0; number < 3; number++) await user.Who($"t{number}");
        Assert.Equal(1, keystone.Logins);
        user.Clock.Advance(TimeSpan.FromMinutes(59));
        await user.Who("t4");
        Assert.Equal(2, keystone.Logins);
    }

    [Fact]
    public async Task A_token_of_its_own_that_Keystone_does_not_know_any_more_is_replaced_once_and_nobody_notices()
    {
        keystone.Give("t");
        using var user = new KeystoneUser(keystone, "token_cache_time = -1");
        Assert.NotNull(await user.Who("t"));
        keystone.ForgetTheService();
        Assert.NotNull(await user.Who("t"));
        Assert.Equal(2, keystone.Logins);
    }

    [Fact]
    public async Task A_Keystone_that_never_takes_its_own_tokens_is_no_endless_loop()
    {
        keystone.Instead = http =>
        {
            http.Response.StatusCode = 401;
            return Task.FromResult(true);
        };
        using var user = new KeystoneUser(keystone);
        Assert.Equal(IdentityTrouble.Strange, await user.Trouble("t"));
        Assert.Equal(2, keystone.Logins);
    }

    [Fact]
    public async Task A_wrong_password_is_trouble_for_the_operator_is_not_tried_again_and_again_and_another_one_counts_without_a_restart()
    {
        keystone.Password = "new";
        using var user = new KeystoneUser(keystone);
        for (var number = 0; number < 5; number++) Assert.Equal(IdentityTrouble.Refused, await user.Trouble($"t{number}"));
        Assert.Equal(1, keystone.Logins);
        Assert.Contains("[keystone_authtoken]", await user.Authentication.Trouble(Ct), StringComparison.Ordinal);

        user.Clock.Advance(ServiceSession.PauseOfLooking);
        Assert.Equal(IdentityTrouble.Refused, await user.Trouble("t"));
        Assert.Equal(1, keystone.Logins);
        user.Clock.Advance(ServiceSession.PauseOfSame);
        Assert.Equal(IdentityTrouble.Refused, await user.Trouble("t"));
        Assert.Equal(2, keystone.Logins);

        user.Password = () => "new";
        user.Clock.Advance(ServiceSession.PauseOfLooking);
        Assert.Null(await user.Authentication.Trouble(Ct)); // the health check alone finds it out
        keystone.Give("t");
        Assert.NotNull(await user.Who("t"));
    }

    [Fact]
    public async Task A_user_without_the_right_to_validate_is_trouble_for_the_operator_and_no_reason_to_refuse_a_token()
    {
        keystone.Instead = http =>
        {
            http.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        using var user = new KeystoneUser(keystone);
        Assert.Equal(IdentityTrouble.NotAllowed, await user.Trouble("t"));
    }

    [Fact]
    public async Task A_users_token_that_has_ended_counts_with_a_services_token_only()
    {
        using var user = new KeystoneUser(keystone);
        keystone.Give("service", roles: "service");
        keystone.Give("plain");
        keystone.Give("old", end: user.Clock.GetUtcNow().AddHours(-1));
        keystone.Now = user.Clock.GetUtcNow();
        Assert.Null(await user.Who("old"));
        var found = (await user.Who("old", "service"))!.Value;
        Assert.Equal(("user-of-old", "user-of-service"), (found.Principal.UserId, found.Service?.UserId));
        Assert.Null(await user.Who("old")); // not from memory either
        Assert.Null(await user.Who("old", "plain"));
        Assert.Null(await user.Who("old", "nobody"));
    }

    [Fact]
    public async Task A_service_token_without_the_role_ends_the_request_unless_told_otherwise_and_never_opens_more()
    {
        keystone.Give("t");
        keystone.Give("plain");
        using (var strict = new KeystoneUser(keystone))
        {
            Assert.Null(await strict.Who("t", "plain"));
            Assert.Null(await strict.Who("t", "nobody"));
        }
        using var lenient = new KeystoneUser(keystone, "service_token_roles_required = false", "service_token_roles = glance, Nova");
        Assert.Null((await lenient.Who("t", "plain"))!.Value.Service);
        keystone.Give("old", end: lenient.Clock.GetUtcNow().AddHours(-1));
        Assert.Null(await lenient.Who("old", "plain"));
        keystone.Give("nova", roles: "nova");
        Assert.Equal("user-of-nova", (await lenient.Who("old", "nova"))!.Value.Service?.UserId);
    }
}
