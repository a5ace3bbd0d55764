using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Abaca.Server.Tls;

namespace Abaca.Server.Doctor;

/// <summary>How the service on this machine is asked, also when it speaks TLS: it is known by showing the very certificate of its file.</summary>
public static class ServiceDoor
{
    /// <summary>A handler without proxies and redirects; the caller disposes it.</summary>
    public static SocketsHttpHandler Handler(ServiceOptions options)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (options.Api.Tls is not { } tls) return handler;
        var own = CertificateFiles.Read(tls).Certificate; // null when the files are broken: then the running service still has its old one
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => own is null || IsOwn(shown, own.Own),
            ClientCertificates = own is { Authorities: not null } && own.IsClientToo() ? [own.Own] : null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        return handler;
    }

    /// <summary>Whether the service asks for client certificates and this machine has none that it takes.</summary>
    internal static bool IsClosedToUs(HealthCheckContext context) => context.Certificate?.Certificate is { Authorities: not null } own && !own.IsClientToo();

    static bool IsOwn(X509Certificate? shown, X509Certificate2 own) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(own.RawData)
        ? true
        : throw new AuthenticationException($"It shows another certificate ({shown?.Subject ?? "none"}) than [ssl] cert_file holds.");
}
