using Abaca.Server.Configuration;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Keystone;
using Abaca.Server.Identity.Memcached;
using Abaca.Tests.Unit.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Unit.Identity;

/// <summary>One process that takes tokens of a Keystone: the service's own parts, with a clock that stands.</summary>
sealed class KeystoneUser : IDisposable
{
    readonly HttpClient http;
    readonly MemcachedServers servers;

    public KeystoneUser(StandInKeystone keystone, params string[] lines)
    {
        Options = OptionsFor(keystone.Url, lines);
        Password = () => Options.Password;
        http = KeystoneConnection.Open(Options);
        var api = new KeystoneApi(http, Options, Clock);
        Session = new ServiceSession(api, () => Password(), Clock, NullLogger<ServiceSession>.Instance);
        servers = new MemcachedServers(Options.Cache, Clock, NullLogger<MemcachedServers>.Instance);
        Tokens = new TokenChecks(api, Session, new SharedTokens(servers, new EntrySeal(Options.Cache.Protection, Options.Cache.SecretKey), Clock), Options, Clock, NullLogger<TokenChecks>.Instance);
        Authentication = new KeystoneAuthentication(Tokens, Session, Options);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public KeystoneOptions Options { get; }

    /// <summary>The password as it is configured now.</summary>
    public Func<string?> Password { get; set; }

    public ServiceSession Session { get; }

    public TokenChecks Tokens { get; }

    public IAuthentication Authentication { get; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Whose a token is: the user's id, or null.</summary>
    public async Task<string?> Who(string token) => (await Authentication.Authenticate(token, Ct))?.UserId;

    /// <summary>Whose a request with two tokens is.</summary>
    public async Task<Identified?> Who(string token, string service) => await Authentication.Identify(token, service, Ct);

    /// <summary>Why nobody can say whose a token is.</summary>
    public async Task<IdentityTrouble> Trouble(string token) => (await Assert.ThrowsAsync<IdentityUnavailable>(async () => await Authentication.Authenticate(token, Ct))).Kind;

    public static KeystoneOptions OptionsFor(string url, params string[] lines)
    {
        var loaded = Loading.Load(string.Join('\n',
            ["[DEFAULT]", "auth_strategy = keystone", "[keystone_authtoken]", $"auth_url = {url}", "username = manila", "password = right", "project_name = service", "http_request_max_retries = 0", .. lines]));
        Assert.Empty(loaded.Errors);
        return loaded.Options.Authentication.Keystone;
    }

    public void Dispose()
    {
        Tokens.Dispose();
        Session.Dispose();
        servers.Dispose();
        http.Dispose();
    }
}
