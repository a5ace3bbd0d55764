using Xunit;

namespace Abaca.Tests.Server.Identity;

public sealed class GuessingTests
{
    [Fact]
    public async Task Guessing_is_slowed_also_with_the_right_password_and_never_for_good()
    {
        await using var host = await IdentityHost.Start();
        var right = host.PasswordOf("demo");
        for (var i = 0; i < 6; i++) Assert.Equal(401, (await host.Client.Ask("demo", "guess")).Code);
        var slowed = await host.Client.Ask("demo", right);
        Assert.Equal(429, slowed.Code);
        Assert.Equal("1", slowed.Headers["Retry-After"]);
        Assert.Equal(201, (await host.Client.Ask("admin", host.PasswordOf("admin"))).Code);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await host.Client.Ask("demo", right)).Code);
    }

    [Fact]
    public async Task Users_that_do_not_exist_are_slowed_alike()
    {
        await using var host = await IdentityHost.Start();
        for (var i = 0; i < 6; i++) Assert.Equal(401, (await host.Client.Ask("nobody", "guess")).Code);
        Assert.Equal(429, (await host.Client.Ask("nobody", "guess")).Code);
    }

    [Fact]
    public async Task One_password_for_many_users_is_slowed_by_address()
    {
        await using var host = await IdentityHost.Start();
        for (var i = 0; i < 31; i++) Assert.Equal(401, (await host.Client.Ask($"user{i}", "guess")).Code);
        Assert.Equal(429, (await host.Client.Ask("another", "guess")).Code);
    }

    [Fact]
    public async Task Right_passwords_at_once_are_not_slowed()
    {
        await using var host = await IdentityHost.Start();
        var password = host.PasswordOf("demo");
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.Client.Ask("demo", password)));
        Assert.All(replies, reply => Assert.Equal(201, reply.Code));
    }
}
