using Abaca.Server.Identity;
using Xunit;

namespace Abaca.Tests.Server.Identity;

public sealed class FirstStartTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_credential_files_work_are_their_owners_only_and_no_password_is_logged()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        await using var host = await IdentityHost.Start();
        foreach (var file in (string[])["clouds.yaml", "openrc", "admin-openrc"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(host.State, file)));
        Assert.Empty(Directory.GetDirectories(host.State));
        foreach (var user in (string[])["admin", "demo"])
        {
            Assert.Equal(201, (await host.Client.Ask(user, host.PasswordOf(user))).Code);
            Assert.Contains(host.PasswordOf(user), await File.ReadAllTextAsync(Path.Combine(host.State, "clouds.yaml"), Ct));
            Assert.DoesNotContain(host.Log.Lines, l => l.Contains(host.PasswordOf(user), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_second_start_changes_nothing_and_a_new_address_reaches_the_files()
    {
        var (state, time) = (IdentityHost.NewState(), StandingClock.New());
        var first = await IdentityHost.Start(state, time);
        var password = first.PasswordOf("demo");
        await first.Stop();
        await using var second = await IdentityHost.Start(state, time, s => s with { PublicBase = new("http://127.0.0.1:9999") });
        Assert.Equal(password, second.PasswordOf("demo"));
        Assert.Equal(201, (await second.Client.Ask("demo", password)).Code);
        Assert.Contains("http://127.0.0.1:9999/identity/v3", await File.ReadAllTextAsync(Path.Combine(state, "clouds.yaml"), Ct));
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_files_that_the_next_start_throws_away()
    {
        var (state, time) = (IdentityHost.NewState(), StandingClock.New());
        var settings = new IdentitySettings { PublicBase = new("http://127.0.0.1:1"), StateDirectory = state };
        new CredentialFiles(settings).Prepare("0123456789abcdef", new("never", "never"));
        await using var host = await IdentityHost.Start(state, time);
        Assert.Empty(Directory.GetDirectories(state));
        Assert.NotEqual("never", host.PasswordOf("demo"));
        Assert.Equal(201, (await host.Client.Ask("demo", host.PasswordOf("demo"))).Code);
    }

    [Fact]
    public async Task A_crash_after_the_commit_is_completed_by_the_next_start()
    {
        var (state, time) = (IdentityHost.NewState(), StandingClock.New());
        var first = await IdentityHost.Start(state, time);
        var mark = await first.Get<Abaca.Server.Data.Db>().First($"SELECT value FROM identity_marks", row => row.Text(0), Ct);
        await first.Stop();
        var aside = Directory.CreateDirectory(Path.Combine(state, $"identity-{mark}.pending")).FullName;
        foreach (var file in (string[])["clouds.yaml", "admin-openrc"]) File.Move(Path.Combine(state, file), Path.Combine(aside, file));
        await using var second = await IdentityHost.Start(state, time);
        Assert.Equal(201, (await second.Client.Ask("admin", second.PasswordOf("admin"))).Code);
        Assert.Empty(Directory.GetDirectories(state));
    }

    [Fact]
    public async Task A_reset_password_ends_tokens_and_reaches_the_files()
    {
        await using var host = await IdentityHost.Start();
        var old = host.PasswordOf("demo");
        var token = await host.Client.Token("demo", old);
        var fresh = await host.Get<PasswordReset>().Reset("demo", Ct);
        Assert.Equal(fresh, host.PasswordOf("demo"));
        Assert.Null(await host.Get<IAuthentication>().Authenticate(token, Ct));
        Assert.Equal(401, (await host.Client.Ask("demo", old)).Code);
        Assert.Equal(201, (await host.Client.Ask("demo", fresh!)).Code);
        Assert.Null(await host.Get<PasswordReset>().Reset("nobody", Ct));
    }
}
