using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Server.Tls;

/// <summary>What the API shows and asks for in a handshake, as the files of section <c>ssl</c> have it. Immutable; read again to follow the files.</summary>
/// <param name="Own">The server's certificate with its private key.</param>
/// <param name="Chain">What else the file of the certificate holds.</param>
/// <param name="Authorities">Authorities of client certificates; null: clients need none.</param>
public sealed record ServerCertificate(X509Certificate2 Own, X509Certificate2Collection Chain, X509Certificate2Collection? Authorities)
{
    /// <summary>From here on its end is near enough for a warning.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromDays(30);

    const string ServerUse = "1.3.6.1.5.5.7.3.1"; // RFC 5280, 4.2.1.12: id-kp-serverAuth

    /// <summary>The end of its validity.</summary>
    public DateTimeOffset Until => new(Own.NotAfter.ToUniversalTime());

    /// <summary>Subject and end, for the log.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Own.Subject}, valid until {Until:u}");

    /// <summary>What is wrong with it as a server's certificate at a moment.</summary>
    public IEnumerable<Finding> Problems(TlsOptions options, DateTimeOffset now)
    {
        if (Until <= now) yield return Said(Severity.Error, $"has expired on {Until:u}", "have it renewed");
        else if (Until - now < Near) yield return Said(Severity.Warning, $"expires on {Until:u}", "have it renewed; the service follows the file");
        if (Own.NotBefore.ToUniversalTime() is var begin && begin > now.UtcDateTime)
            yield return Said(Severity.Error, $"is not valid before {begin:u}", "set the clock, or use a certificate that is valid");
        if (Own.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } uses && uses.EnhancedKeyUsages[ServerUse] is null)
            yield return Said(Severity.Warning, "is not meant for servers (extended key usage), so that clients refuse it", "use a certificate with serverAuth");
        if (!Own.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any())
            yield return Said(Severity.Warning, "names no host (subject alternative name), so that clients refuse it", "use a certificate that names the host");
        if (options.PublicCaFile is { } ca && !Verifies(CertificateFiles.Authorities(ca)))
            yield return new Finding(Severity.Warning, null, TlsOptions.PublicCaName, ca, "does not verify the certificate of the API", "name the file of the authority that signed it");

        Finding Said(Severity severity, string problem, string remedy) =>
            new(severity, null, TlsOptions.CertificateName, options.CertificateFile, problem, remedy);
    }

    /// <summary>How a URL names this server: its address when the certificate covers it, else the certificate's first name of one host, else the address.</summary>
    public string HostFor(IPAddress address)
    {
        if (Own.MatchesHostname(address.ToString())) return Literal(address);
        var names = Own.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
        return names.FirstOrDefault(name => !name.Contains('*', StringComparison.Ordinal)) ?? Literal(address);
    }

    /// <summary>An address as a URL has it.</summary>
    internal static string Literal(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    /// <summary>The file with which clients can check the certificate; null when none of those configured holds its authority.</summary>
    public string? PublicAuthority(TlsOptions options)
    {
        if (options.PublicCaFile is { } named) return named;
        if (Verifies([.. Chain.Prepend(Own).Where(IsRoot)])) return options.CertificateFile;
        return Authorities is { } clients && Verifies(clients) ? options.CaFile : null;
    }

    /// <summary>Whether the server's own certificate would pass as a client's.</summary>
    public bool IsClientToo()
    {
        using var chain = new X509Chain { ChainPolicy = ClientPolicy() };
        return chain.Build(Own);
    }

    /// <summary>How client certificates are checked: signed by one of the authorities, for clients, in time. Lists of revoked ones are not asked, as in oslo.service.</summary>
    public X509ChainPolicy ClientPolicy()
    {
        var policy = Policy(Authorities ?? []);
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2")); // id-kp-clientAuth
        return policy;
    }

    bool Verifies(X509Certificate2Collection authorities)
    {
        if (authorities.Count == 0) return false;
        using var chain = new X509Chain { ChainPolicy = Policy(authorities) };
        chain.ChainPolicy.ExtraStore.AddRange(Chain);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid; // said elsewhere
        return chain.Build(Own);
    }

    static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    static bool IsRoot(X509Certificate2 one) => one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData);
}
