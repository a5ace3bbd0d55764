using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Abaca.Server.Messaging;

/// <summary>How a broker is spoken to: <c>[oslo_messaging_rabbit]</c>.</summary>
/// <param name="IsUsed"><c>ssl</c>.</param>
/// <param name="CaFile"><c>ssl_ca_file</c>: who signs the broker's certificate; null for those that the machine trusts.</param>
/// <param name="CertFile"><c>ssl_cert_file</c>.</param>
/// <param name="KeyFile"><c>ssl_key_file</c>.</param>
/// <param name="Heartbeat"><c>heartbeat_timeout_threshold</c>: a broker that is silent for so long is gone; zero for no heartbeats.</param>
public sealed record BrokerTls(bool IsUsed, string? CaFile, string? CertFile, string? KeyFile, TimeSpan Heartbeat)
{
    /// <summary>For one node.</summary>
    internal SslOption For(string host)
    {
        if (!IsUsed) return new SslOption();
        var option = new SslOption(host, enabled: true);
        if (CertFile is not null) option.Certs = [X509Certificate2.CreateFromPemFile(CertFile, KeyFile)];
        if (CaFile is not null)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(CaFile);
            option.CertificateValidationCallback = (_, certificate, chain, errors) =>
                (errors & ~System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors) == 0 && certificate is not null && IsSignedBy(trusted, certificate, chain);
        }
        return option;
    }

    static bool IsSignedBy(X509Certificate2Collection trusted, X509Certificate certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (var authority in trusted) chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in sent?.ChainElements.ToList() ?? []) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var whole = new X509Certificate2(certificate);
        return chain.Build(whole);
    }
}
