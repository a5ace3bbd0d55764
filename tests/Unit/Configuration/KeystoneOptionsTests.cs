using System.Net;
using System.Net.Sockets;
using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>Section keystone_authtoken as operators write it.</summary>
public sealed class KeystoneOptionsTests
{
    const string Whole = """
        [keystone_authtoken]
        auth_uri = http://keystone.example.org:5000
        auth_url = http://10.0.0.5:5000
        auth_type = password
        username = manila
        password = hush-hush
        project_name = service
        user_domain_name = Default
        project_domain_name = Default
        memcached_servers = 10.0.0.6:11211,10.0.0.7:11211,[fd00::1]:11211
        token_cache_time = 120
        memcache_security_strategy = ENCRYPT
        memcache_secret_key = very-hush

        """;

    [Fact]
    public void An_operators_section_means_a_Keystone_and_is_understood()
    {
        var loaded = Loading.Load(Whole);
        Assert.Equal(["/etc/manila/manila.conf:2: warning: [keystone_authtoken] auth_uri: is an old name; write [keystone_authtoken] www_authenticate_uri"], loaded.Lines());
        Assert.Equal(AuthStrategy.Keystone, loaded.Options.Authentication.Strategy);
        var options = loaded.Options.Authentication.Keystone;
        Assert.Equal(("http://10.0.0.5:5000", "http://keystone.example.org:5000", "hush-hush"), (options.AuthUrl, options.PublicUrl, options.Password));
        Assert.Equal((new KeystoneName(null, "manila", null, "Default"), new KeystoneName(null, "service", null, "Default")), (options.User, options.Project));
        Assert.Equal((120, TokenProtection.Encrypt, 3), (options.Cache.Time.TotalSeconds, options.Cache.Protection, options.Cache.Servers.Count));
        Assert.Equal(("internal", 300, 1), (options.Interface, options.Cache.DeadFor.TotalSeconds, options.Cache.Timeout.TotalSeconds));
        Assert.DoesNotContain("hush", $"{options} {options.Cache}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_is_written_counts_and_the_section_may_then_hold_what_it_likes()
    {
        var loaded = Loading.Load("[DEFAULT]\nauth_strategy = embedded\n[keystone_authtoken]\nauth_type = v3totp\nmemcache_tls_enabled = true\n");
        Assert.Empty(loaded.Lines());
        Assert.Equal(AuthStrategy.Embedded, loaded.Options.Authentication.Strategy);
        Assert.Equal(AuthStrategy.Embedded, Loading.Load("").Options.Authentication.Strategy);
    }

    [Theory]
    [InlineData("auth_url = ", "auth_url", "password")]
    [InlineData("auth_url = keystone:5000", "auth_url", "password")]
    [InlineData("auth_url = http://k\nwww_authenticate_uri = k", "www_authenticate_uri", "password")]
    [InlineData("auth_url = http://k\nauth_type = v3oidcpassword", "auth_type", "password")]
    [InlineData("auth_url = http://k\nauth_section = other", "auth_section", "password")]
    [InlineData("auth_url = http://k\nmemcache_security_strategy = MAC", "memcache_secret_key", "password")]
    [InlineData("auth_url = http://k\nmemcached_servers = a:b:c\nmemcache_security_strategy = MAC\nmemcache_secret_key = k", "memcached_servers", "password")]
    [InlineData("auth_url = http://k\nmemcache_sasl_enabled = true", "memcache_sasl_enabled", "password")]
    [InlineData("auth_url = http://k\nenforce_token_bind = strict", "enforce_token_bind", "password")]
    [InlineData("auth_url = http://k\ncertfile = /c.pem", "keyfile", "password")]
    [InlineData("auth_url = http://k", "password", "username")]
    [InlineData("auth_url = http://k", "project_name", "username password")]
    [InlineData("auth_url = http://k", "username", "password")]
    public void What_is_missing_or_not_understood_is_an_error_by_its_name(string text, string key, string given)
    {
        var own = string.Join('\n', given.Split(' ').Select(name => $"{name} = x"));
        var errors = Loading.Load($"[DEFAULT]\nauth_strategy = keystone\n[keystone_authtoken]\n{text}\n{own}\n").Errors.ToList();
        Assert.Contains(errors, error => error.Option == new OptionName("keystone_authtoken", key) && error.Remedy.Length > 0);
    }

    [Fact]
    public void What_lets_strangers_in_is_pointed_out()
    {
        var said = Loading.Load("[keystone_authtoken]\nauth_url = https://k\nusername = m\npassword = p\nproject_name = s\ninsecure = true\nmemcached_servers = m\n").Lines();
        Assert.Equal(2, said.Count);
        Assert.Contains("whoever is on the way", said[0], StringComparison.Ordinal);
        Assert.Contains("whoever can write to them can be anybody", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_that_is_changed_in_the_file_is_read_anew()
    {
        var machine = new MadeUpMachine().File(Loading.Path, Whole);
        var options = machine.Load().Options;
        machine.File(Loading.Path, Whole.Replace("hush-hush", "another", StringComparison.Ordinal));
        Assert.Equal("another", options.Again!().Authentication.Keystone.Password);
    }

    [Theory]
    [InlineData("one.example.org", "one.example.org", 11211)]
    [InlineData("one:11212", "one", 11212)]
    [InlineData("192.0.2.1", "192.0.2.1", 11211)]
    [InlineData("inet:192.0.2.1:1", "192.0.2.1", 1)]
    [InlineData("[fd00::1]:11212", "fd00::1", 11212)]
    [InlineData("inet6:[fd00::1]:11212", "fd00::1", 11212)]
    public void A_server_is_written_in_several_ways(string text, string host, int port)
    {
        var place = MemcachedPlace.Of(text)!.EndPoint;
        Assert.Equal((host, port), place is DnsEndPoint named ? (named.Host, named.Port) : (((IPEndPoint)place).Address.ToString(), ((IPEndPoint)place).Port));
    }

    [Fact]
    public void A_socket_is_a_server_and_nonsense_is_none()
    {
        Assert.IsType<UnixDomainSocketEndPoint>(MemcachedPlace.Of("unix:/run/memcached.sock")!.EndPoint);
        Assert.All((string[])["", "a b", "a:0", "a:99999", "a:b", "http://a"], text => Assert.Null(MemcachedPlace.Of(text)));
    }
}
