using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Abaca.Tests.Unit.Tls;

namespace Abaca.Tests.Compat.Service;

/// <summary>Connections that trust one authority, with or without a certificate of their own.</summary>
static class TrustingHandler
{
    /// <summary>A handler; without an authority it is as usual.</summary>
    public static SocketsHttpHandler For(PrivateAuthority? authority, (string Certificate, string Key)? own = null)
    {
        var handler = new SocketsHttpHandler();
        if (authority is null) return handler;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority.CaFile);
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy,
            ClientCertificates = own is { } mine ? [X509Certificate2.CreateFromPemFile(mine.Certificate, mine.Key)] : null,
        };
        return handler;
    }
}
