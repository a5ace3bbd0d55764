using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Tests.Unit.Tls;

/// <summary>An authority of a test's own, in a temporary directory: its certificate, and those that it signs, as PEM files.</summary>
public sealed class PrivateAuthority : IDisposable
{
    readonly DirectoryInfo room = Directory.CreateTempSubdirectory("abaca-tls-");
    readonly X509Certificate2 own;

    /// <summary>Makes it.</summary>
    public PrivateAuthority(string name = "An authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        own = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
        File.WriteAllText(CaFile, own.ExportCertificatePem() + "\n");
    }

    /// <summary>Now.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Its certificate.</summary>
    public string CaFile => In("ca.pem");

    /// <summary>The server's certificate.</summary>
    public string CertificateFile => In("server.pem");

    /// <summary>The server's key.</summary>
    public string KeyFile => In("server.key");

    /// <summary>A file of the directory.</summary>
    public string In(string name) => Path.Combine(room.FullName, name);

    /// <summary>Writes a certificate for a server and its key.</summary>
    /// <param name="subject">Common name.</param>
    /// <param name="address">Address or name of its host.</param>
    /// <param name="until">End; a year from now, when nothing is said.</param>
    public void Serve(string subject, string address, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = Signed(request, address, "1.3.6.1.5.5.7.3.1", until);
        Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Write(CertificateFile, certificate);
    }

    /// <summary>Writes a client's certificate and key, and answers with their paths.</summary>
    public (string Certificate, string Key) Client(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = Signed(new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256), subject, "1.3.6.1.5.5.7.3.2", null);
        Write(In(subject + ".pem"), certificate);
        Write(In(subject + ".key"), key.ExportECPrivateKeyPem());
        return (In(subject + ".pem"), In(subject + ".key"));
    }

    /// <summary>A certificate with which a machine may be server and client, and its key.</summary>
    public (string Certificate, string Key) Machine(string subject)
    {
        using var key = RSA.Create(2048);
        var certificate = Signed(new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), subject, null, null);
        return (certificate, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a file that its owner alone may read.</summary>
    public static void Write(string path, string text)
    {
        File.WriteAllText(path, text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Removes the directory.</summary>
    public void Dispose()
    {
        own.Dispose();
        room.Delete(recursive: true);
    }

    string Signed(CertificateRequest request, string host, string? use, DateTimeOffset? until)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        if (use is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var generator = X509SignatureGenerator.CreateForECDsa(own.GetECDsaPrivateKey()!);
        using var signed = request.Create(own.SubjectName, generator, Now.AddDays(-200), until ?? Now.AddDays(300), RandomNumberGenerator.GetBytes(12));
        return signed.ExportCertificatePem();
    }
}
