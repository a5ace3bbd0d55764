using System.Security.Authentication;
using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Tls;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Abaca.Tests.Unit.Tls;

/// <summary>The certificate in use follows the files; what cannot be used leaves the one in use and is said once.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    readonly PrivateAuthority authority = new();
    readonly Lines log = new();

    public CertificateWatchTests() => authority.Serve("first", "192.0.2.7");

    public void Dispose() => authority.Dispose();

    [Fact]
    public void New_files_are_taken_when_they_stay()
    {
        using var watch = Watch();
        authority.Serve("second", "192.0.2.7");
        watch.Follow();
        Assert.Equal("CN=first", watch.Current.Own.Subject);
        watch.Follow();
        Assert.Equal("CN=second", watch.Current.Own.Subject);
    }

    [Fact]
    public void Between_certificate_and_key_nothing_is_said()
    {
        using var watch = Watch();
        var old = File.ReadAllText(authority.CertificateFile);
        authority.Serve("second", "192.0.2.7");
        var fresh = File.ReadAllText(authority.CertificateFile);
        PrivateAuthority.Write(authority.CertificateFile, old);
        watch.Follow();
        PrivateAuthority.Write(authority.CertificateFile, fresh);
        watch.Follow();
        watch.Follow();
        Assert.Equal("CN=second", watch.Current.Own.Subject);
        Assert.DoesNotContain(log, line => line.Level == LogLevel.Error);
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("gone")]
    [InlineData("expired")]
    public void What_cannot_be_used_is_said_once_and_the_old_one_stays(string how)
    {
        using var watch = Watch();
        if (how == "broken") PrivateAuthority.Write(authority.KeyFile, "nothing");
        if (how == "gone") File.Delete(authority.CertificateFile);
        if (how == "expired") authority.Serve("second", "192.0.2.7", PrivateAuthority.Now.AddDays(-1));
        for (var look = 0; look < 5; look++) watch.Follow();
        Assert.Equal("CN=first", watch.Current.Own.Subject);
        Assert.Single(log, line => line.Level == LogLevel.Error);

        authority.Serve("third", "192.0.2.7");
        for (var look = 0; look < 2; look++) watch.Follow();
        Assert.Equal("CN=third", watch.Current.Own.Subject);
    }

    [Fact]
    public void A_service_does_not_begin_with_files_that_cannot_be_used()
    {
        File.Delete(authority.KeyFile);
        Assert.Contains("key_file", Assert.Throws<OptionException>(Watch).Message, StringComparison.Ordinal);
    }

    CertificateWatch Watch() => new(new TlsOptions
    {
        CertificateFile = authority.CertificateFile, KeyFile = authority.KeyFile, CaFile = null, PublicCaFile = null, Protocols = SslProtocols.Tls13,
    }, TimeProvider.System, log);

    sealed class Lines : List<(LogLevel Level, string Text)>, ILogger<CertificateWatch>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add((logLevel, formatter(state, exception)));
    }
}
