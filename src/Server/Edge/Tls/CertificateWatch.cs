using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Tls;

/// <summary>
/// What new connections are shown: follows the files of section <c>ssl</c> without a restart. The texts are compared, so that links which
/// are turned round are seen too. What has just changed is taken when it stays: certificate and key are two files. What is wrong is said
/// once, and the certificate in use is kept.
/// </summary>
public sealed partial class CertificateWatch : BackgroundService
{
    /// <summary>Between two looks at the files.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    readonly TlsOptions options;
    readonly TimeProvider time;
    readonly ILogger<CertificateWatch> log;
    volatile Handshake handshake;
    CertificateTexts? used;
    CertificateTexts? seen;
    string? complaint;
    Age age;

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="OptionException">They cannot be used; the text says why.</exception>
    public CertificateWatch(TlsOptions options, TimeProvider time, ILogger<CertificateWatch> log)
    {
        (this.options, this.time, this.log) = (options, time, log);
        var (fresh, texts, problem) = Look();
        if (fresh is null) throw new OptionException(TlsOptions.CertificateName.ToString(), problem ?? "");
        (handshake, used) = (new Handshake(fresh), texts);
        LogUsed(fresh.ToString());
        Grow(fresh);
    }

    enum Age
    {
        Fresh,
        Near,
        Over,
    }

    /// <summary>The certificate in use.</summary>
    public ServerCertificate Current => handshake.Certificate;

    /// <summary>What one connection's handshake needs.</summary>
    public SslServerAuthenticationOptions For(ConnectionContext connection) => handshake.Options(options);

    /// <summary>Looks once whether the files have changed.</summary>
    public void Follow()
    {
        var (fresh, texts, problem) = Look();
        var settled = texts is not null && texts == seen;
        seen = texts;
        if (texts == used && texts is not null) complaint = null;
        else if (fresh is not null && settled)
        {
            (handshake, used, complaint) = (new Handshake(fresh), texts, null);
            LogReplaced(fresh.ToString());
        }
        else if (problem is not null && problem != complaint && (settled || texts is null))
        {
            complaint = problem;
            LogKept(problem, Current.ToString());
        }
        Grow(Current);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Follow();
    }

    (ServerCertificate? Fresh, CertificateTexts? Texts, string? Problem) Look()
    {
        var findings = new List<Finding>();
        var texts = CertificateFiles.Texts(options, findings);
        if (texts is not null && texts == used) return (null, texts, null);
        var fresh = texts is null ? null : CertificateFiles.Parse(options, texts, findings).Certificate;
        if (fresh is not null) findings.AddRange(fresh.Problems(options, time.GetUtcNow()));
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        return errors.Count > 0 ? (null, texts, string.Join("; ", errors)) : (fresh, texts, null);
    }

    /// Says once that the end is near, and once that it is there.
    void Grow(ServerCertificate certificate)
    {
        var left = certificate.Until - time.GetUtcNow();
        var now = left <= TimeSpan.Zero ? Age.Over : left < ServerCertificate.Near ? Age.Near : Age.Fresh;
        if (now > age && now == Age.Near) LogNear(certificate.ToString());
        if (now > age && now == Age.Over) LogOver(certificate.ToString());
        age = now;
    }

    /// <summary>One certificate, prepared for many connections.</summary>
    sealed class Handshake(ServerCertificate certificate)
    {
        readonly SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate.Own, certificate.Chain, offline: true);

        public ServerCertificate Certificate => certificate;

        public SslServerAuthenticationOptions Options(TlsOptions options) => new()
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = options.Protocols,
            AllowRenegotiation = false,
            ClientCertificateRequired = certificate.Authorities is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = certificate.Authorities is null ? null : certificate.ClientPolicy(),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The API speaks TLS with the certificate of {Certificate}.")]
    partial void LogUsed(string certificate);

    [LoggerMessage(Level = LogLevel.Information, Message = "New connections are shown the new certificate of {Certificate}.")]
    partial void LogReplaced(string certificate);

    [LoggerMessage(Level = LogLevel.Error, Message = "The files of section [ssl] have changed and cannot be used: {Problem}. The certificate of {Certificate} stays in use.")]
    partial void LogKept(string problem, string certificate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The API's certificate ends soon: {Certificate}. The service follows the file when it is renewed.")]
    partial void LogNear(string certificate);

    [LoggerMessage(Level = LogLevel.Error, Message = "The API's certificate has expired, and clients refuse it: {Certificate}. The service follows the file when it is renewed.")]
    partial void LogOver(string certificate);
}
