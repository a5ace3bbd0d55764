using System.Net;
using System.Security.Authentication;
using Abaca.Server.Configuration;
using Abaca.Server.Tls;
using Xunit;

namespace Abaca.Tests.Unit.Tls;

/// <summary>What is wrong with a certificate, its key or the authorities is said with option, file and remedy, and never with the key.</summary>
public sealed class CertificateFilesTests : IDisposable
{
    readonly PrivateAuthority authority = new();
    readonly PrivateAuthority other = new("Another one");

    public CertificateFilesTests() => authority.Serve("server", "192.0.2.7");

    public void Dispose()
    {
        authority.Dispose();
        other.Dispose();
    }

    [Fact]
    public void Good_files_give_no_finding()
    {
        var reading = Check(Options());
        Assert.Empty(reading.Findings);
        Assert.Equal("CN=server", reading.Certificate!.Own.Subject);
        Assert.True(reading.Certificate.Own.HasPrivateKey);
    }

    [Theory]
    [InlineData("cert_file", "")]
    [InlineData("cert_file", "not PEM at all")]
    [InlineData("cert_file", "-----BEGIN CERTIFICATE-----\nMIIBrokenAAAA\n-----END CERTIFICATE-----")]
    [InlineData("key_file", "")]
    [InlineData("key_file", "-----BEGIN PRIVATE KEY-----\nMIIBrokenAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("key_file", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData("ca_file", "nothing")]
    public void A_file_that_holds_something_else_is_an_error_that_names_it(string option, string text)
    {
        var options = Options() with { CaFile = authority.CaFile };
        PrivateAuthority.Write(PathOf(options, option), text);
        var error = Assert.Single(Check(options).Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal((new OptionName("ssl", option), PathOf(options, option)), (error.Option, error.Value));
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("MIIBroken", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cert_file")]
    [InlineData("key_file")]
    [InlineData("ca_file")]
    public void A_file_that_is_not_there_is_an_error(string option)
    {
        var options = Options() with { CaFile = authority.CaFile };
        File.Delete(PathOf(options, option));
        var error = Assert.Single(Check(options).Findings);
        Assert.Equal((Severity.Error, option, "does not exist"), (error.Severity, error.Option.Key, error.Problem));
    }

    [Fact]
    public void A_key_of_another_certificate_is_an_error()
    {
        var kept = File.ReadAllText(authority.CertificateFile);
        authority.Serve("newer", "192.0.2.7");
        PrivateAuthority.Write(authority.CertificateFile, kept);
        var error = Assert.Single(Check(Options()).Findings);
        Assert.Contains("is not the key of the certificate", error.Problem, StringComparison.Ordinal);

        PrivateAuthority.Write(authority.CertificateFile, File.ReadAllText(authority.CaFile) + kept);
        authority.Serve("server", "192.0.2.7");
        PrivateAuthority.Write(authority.CertificateFile, File.ReadAllText(authority.CaFile) + File.ReadAllText(authority.CertificateFile));
        Assert.Contains("first", Assert.Single(Check(Options()).Findings).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, Severity.Error, "has expired")]
    [InlineData(3, Severity.Warning, "expires on")]
    public void The_end_of_a_certificate_is_told(int days, Severity severity, string words)
    {
        authority.Serve("server", "192.0.2.7", PrivateAuthority.Now.AddDays(days));
        var finding = Assert.Single(Check(Options()).Findings);
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(words, finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_the_future_is_an_error() => Assert.Contains("is not valid before",
        Assert.Single(CertificateFiles.Check(Options(), PrivateAuthority.Now.AddYears(-1)).Findings).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    public void A_key_that_others_may_read_is_a_warning(UnixFileMode mode, bool warned)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        File.SetUnixFileMode(authority.KeyFile, mode);
        Assert.Equal(warned, Check(Options()).Findings.Any(finding => finding.Severity == Severity.Warning && finding.Remedy.Contains("chmod 600", StringComparison.Ordinal)));
    }

    [Fact]
    public void Clients_are_told_an_authority_only_when_a_file_holds_it()
    {
        Assert.Null(Read(Options()).PublicAuthority(Options()));
        var withClients = Options() with { CaFile = authority.CaFile };
        Assert.Equal(authority.CaFile, Read(withClients).PublicAuthority(withClients));
        var strangers = Options() with { CaFile = other.CaFile };
        Assert.Null(Read(strangers).PublicAuthority(strangers));
        var named = Options() with { PublicCaFile = other.CaFile };
        Assert.Equal(other.CaFile, Read(named).PublicAuthority(named));
        Assert.Contains("does not verify", Assert.Single(Check(named).Findings).Problem, StringComparison.Ordinal);
        PrivateAuthority.Write(authority.CertificateFile, File.ReadAllText(authority.CertificateFile) + File.ReadAllText(authority.CaFile));
        Assert.Equal(authority.CertificateFile, Read(Options()).PublicAuthority(Options()));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7")]
    [InlineData("share.example.org", "192.0.2.7", "share.example.org")]
    [InlineData("*.example.org", "192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7", "[2001:db8::7]")]
    public void A_server_is_named_as_its_certificate_names_it(string covered, string listens, string host)
    {
        authority.Serve("server", covered);
        Assert.Equal(host, Read(Options()).HostFor(IPAddress.Parse(listens)));
    }

    static CertificateReading Check(TlsOptions options) => CertificateFiles.Check(options, PrivateAuthority.Now);

    static ServerCertificate Read(TlsOptions options) => CertificateFiles.Read(options).Certificate!;

    static string PathOf(TlsOptions options, string option) => option switch
    {
        "cert_file" => options.CertificateFile,
        "key_file" => options.KeyFile,
        _ => options.CaFile!,
    };

    TlsOptions Options() => new()
    {
        CertificateFile = authority.CertificateFile, KeyFile = authority.KeyFile, CaFile = null, PublicCaFile = null, Protocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };
}
