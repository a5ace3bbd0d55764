using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Client;

/// <summary>Makes the connections of a client: pooled, with time limits, trusting what the settings say.</summary>
public static class ClientHandlers
{
    /// <summary>A handler for one cloud; the caller disposes it.</summary>
    /// <exception cref="ClientException">A certificate file cannot be read.</exception>
    public static HttpMessageHandler For(CloudSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        var tls = settings.Tls;
        try
        {
            if (tls.CertificateFile is { } own)
                handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(own, tls.KeyFile)];
            handler.SslOptions.RemoteCertificateValidationCallback = Trust(tls);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            handler.Dispose();
            throw new ClientException(Trouble.Misconfigured, $"a certificate file cannot be used: {e.Message}", e)
            {
                Where = settings.Origin,
                Remedy = "check OS_CACERT, OS_CERT and OS_KEY (cacert, cert, key in clouds.yaml): PEM files this user can read",
            };
        }
        return handler;
    }

    static RemoteCertificateValidationCallback? Trust(TlsSettings tls)
    {
        if (!tls.Verify) return static (_, _, _, _) => true;
        if (tls.CaFile is not { } file) return null;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(file);
        return (_, certificate, chain, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && certificate is X509Certificate2 server && ChainsTo(server, chain, trusted);
    }

    /// <summary>Builds the chain again with only the given roots; the intermediates that the server sent may help.</summary>
    static bool ChainsTo(X509Certificate2 server, X509Chain? sent, X509Certificate2Collection trusted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        if (sent is not null)
            foreach (var element in sent.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(server);
    }
}
