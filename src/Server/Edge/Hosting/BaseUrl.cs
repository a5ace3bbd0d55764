using System.Net;
using Abaca.Server.Tls;

namespace Abaca.Server.Hosting;

/// <summary>Where clients reach this process.</summary>
public static class BaseUrl
{
    /// <summary>
    /// Scheme, address and port; for a socket open on all addresses the node's own address. With TLS a name that the certificate has takes
    /// the place of an address that it has not.
    /// </summary>
    public static string Of(ServiceOptions options)
    {
        var address = options.Api.Listen.Equals(IPAddress.Any) || options.Api.Listen.Equals(IPAddress.IPv6Any) ? options.Node.Address : options.Api.Listen;
        if (options.Api.Tls is not { } tls) return $"http://{ServerCertificate.Literal(address)}:{options.Api.Port}";
        var host = CertificateFiles.Read(tls).Certificate?.HostFor(address) ?? ServerCertificate.Literal(address);
        return $"https://{host}:{options.Api.Port}";
    }
}
