using System.Security.Authentication;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

public class TlsOptionsTests
{
    const string Files = "cert_file = /s.pem\nkey_file = /s.key\n";

    [Fact]
    public void Without_the_switch_the_API_speaks_plain_HTTP_and_says_so_when_there_are_files()
    {
        var loaded = Loading.Load("[ssl]\n" + Files);
        Assert.Null(loaded.Options.Api.Tls);
        Assert.Contains("warning: [ssl] cert_file = /s.pem: is not used", Assert.Single(loaded.Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("version = sslv23", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("version = TLSv1_2", SslProtocols.Tls12)]
    [InlineData("version = TLSv1_3", SslProtocols.Tls13)]
    public void With_it_the_files_and_the_version_count(string version, SslProtocols protocols)
    {
        var loaded = Loading.Load($"[DEFAULT]\nosapi_share_use_ssl = yes\n[ssl]\n{Files}ca_file = /ca.pem\n{version}\n");
        Assert.Empty(loaded.Lines());
        var tls = loaded.Options.Api.Tls!;
        Assert.Equal(("/s.pem", "/s.key", "/ca.pem", protocols), (tls.CertificateFile, tls.KeyFile, tls.CaFile, tls.Protocols));
    }

    [Fact]
    public void The_old_names_in_DEFAULT_count_too()
    {
        var loaded = Loading.Load("[DEFAULT]\nosapi_share_use_ssl = yes\nssl_cert_file = /s.pem\nssl_key_file = /s.key\n");
        Assert.True(loaded.MayStart);
        Assert.Equal("/s.pem", loaded.Options.Api.Tls!.CertificateFile);
    }

    [Theory]
    [InlineData("cert_file = /s.pem", "[ssl] key_file: is required")]
    [InlineData("key_file = /s.key", "[ssl] cert_file: is required")]
    [InlineData("cert_file = s.pem\nkey_file = /s.key", "[ssl] cert_file = s.pem: is not an absolute path")]
    [InlineData(Files + "ca_file = ca.pem", "[ssl] ca_file = ca.pem: is not an absolute path")]
    [InlineData(Files + "version = TLSv1", "[ssl] version = TLSv1: is not one of the values known")]
    [InlineData(Files + "version = SSLv3", "[ssl] version = SSLv3: is not one of the values known")]
    public void What_does_not_make_TLS_is_an_error(string lines, string words)
    {
        var loaded = Loading.Load($"[DEFAULT]\nosapi_share_use_ssl = true\n[ssl]\n{lines}\n");
        Assert.False(loaded.MayStart);
        Assert.Contains(loaded.Lines(), line => line.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("osapi_share_base_URL = http://share.example.org\n", "")]
    [InlineData("", "[identity]\npublic_base = http://share.example.org\n")]
    public void An_address_of_plain_HTTP_beside_TLS_is_a_warning(string own, string section)
    {
        var loaded = Loading.Load($"[DEFAULT]\nosapi_share_use_ssl = true\n{own}{section}[ssl]\n{Files}");
        Assert.Contains("names plain HTTP", Assert.Single(loaded.Lines()), StringComparison.Ordinal);
    }
}
