using System.Security.Cryptography.X509Certificates;
using Abaca.DriverSdk;
using Abaca.Server.Doctor;
using Abaca.Tests.Unit.Identity;
using Abaca.Tests.Unit.Tls;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>Each fault of a Keystone is named, with what to do.</summary>
public sealed class KeystoneCheckTests : IAsyncLifetime
{
    StandInKeystone keystone = null!;

    public async ValueTask InitializeAsync() => keystone = await StandInKeystone.Start();

    public ValueTask DisposeAsync() => keystone.DisposeAsync();

    [Fact, Trait("Doctor finds", nameof(KeystoneCheck))]
    public async Task A_Keystone_whose_clock_is_wrong_is_a_problem_and_nothing_else_of_it_is()
    {
        // The checked machine's clock stands at a moment of its own, so the stand-in says how late it is there.
        keystone.Ahead = CheckedMachine.Now - TimeProvider.System.GetUtcNow();
        Assert.Equal(Health.Ok, Assert.Single(await Look(keystone.Url)).Health);
        keystone.Ahead += TimeSpan.FromMinutes(3);
        var clock = Assert.Single(await Look(keystone.Url));
        Assert.Equal(Health.Problem, clock.Health);
        Assert.Contains("ahead of ours", clock.What, StringComparison.Ordinal);
    }

    [Fact, Trait("Doctor finds", nameof(KeystoneCheck))]
    public async Task A_wrong_password_a_missing_role_rubbish_and_silence_are_problems_with_words_of_their_own()
    {
        keystone.Ahead = CheckedMachine.Now - TimeProvider.System.GetUtcNow();
        keystone.OwnRoles = ["member"];
        Assert.Contains("may not validate", Assert.Single(await Look(keystone.Url)).What, StringComparison.Ordinal);
        keystone.Password = "another";
        Assert.Contains("does not accept the service's own user", Assert.Single(await Look(keystone.Url)).What, StringComparison.Ordinal);
        Assert.Contains("404", Assert.Single(await Look(keystone.Url + "/wrong/path")).What, StringComparison.Ordinal);
        var gone = keystone.Url;
        await keystone.DisposeAsync();
        Assert.Contains("cannot be reached", Assert.Single(await Look(gone)).What, StringComparison.Ordinal);
    }

    [Fact, Trait("Doctor finds", nameof(KeystoneCheck))]
    public async Task A_certificate_is_trusted_by_its_authority_only()
    {
        using var authority = new PrivateAuthority();
        authority.Serve("keystone", "127.0.0.1");
        using var certificate = X509Certificate2.CreateFromPemFile(authority.CertificateFile, authority.KeyFile);
        await using var secure = await StandInKeystone.Start(certificate);
        secure.Ahead = CheckedMachine.Now - TimeProvider.System.GetUtcNow();
        var untrusted = Assert.Single(await Look(secure.Url));
        Assert.Equal(Health.Problem, untrusted.Health);
        Assert.Contains("cafile", untrusted.Remedy, StringComparison.Ordinal);
        Assert.Equal(Health.Ok, Assert.Single(await Look(secure.Url, $"cafile = {authority.CaFile}")).Health);
        Assert.Equal(Health.Ok, Assert.Single(await Look(secure.Url, "insecure = true")).Health);
    }

    [Fact, Trait("Doctor finds", nameof(KeystoneCheck))]
    public async Task A_memcached_that_does_not_answer_is_a_warning()
    {
        keystone.Ahead = CheckedMachine.Now - TimeProvider.System.GetUtcNow();
        using var there = new StandInMemcached();
        var found = await Look(keystone.Url, $"memcached_servers = {there.Place}, 127.0.0.1:1", "memcache_security_strategy = ENCRYPT", "memcache_secret_key = k");
        Assert.Equal([Health.Ok, Health.Ok, Health.Warning], found.Select(one => one.Health));
        Assert.Equal("127.0.0.1:1", found[2].Where);
    }

    static async Task<List<HealthFinding>> Look(string url, params string[] lines)
    {
        await using var machine = new CheckedMachine().Option("auth_strategy = keystone");
        foreach (var line in (string[])["[keystone_authtoken]", $"auth_url = {url}", "username = manila", "password = right", "project_name = service", "http_request_max_retries = 0", .. lines]) machine.Section(line);
        return [.. (await machine.Examine(new KeystoneCheck())).Findings.Select(one => one.Finding)];
    }
}
