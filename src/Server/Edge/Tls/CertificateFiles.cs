using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Server.Tls;

/// <summary>The texts of the files of section <c>ssl</c>; two are equal when the files have not changed.</summary>
/// <param name="Certificate">Text of <c>cert_file</c>.</param>
/// <param name="Key">Text of <c>key_file</c>.</param>
/// <param name="Authorities">Text of <c>ca_file</c>; null without one.</param>
sealed record CertificateTexts(string Certificate, string Key, string? Authorities)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(CertificateTexts);
}

/// <summary>What reading the files gave.</summary>
/// <param name="Certificate">Null when there is an error among the findings.</param>
/// <param name="Findings">What is wrong or odd.</param>
public sealed record CertificateReading(ServerCertificate? Certificate, IReadOnlyList<Finding> Findings);

/// <summary>Reads the files of section <c>ssl</c>. What is wrong is a finding that names option and file, never the text of a key.</summary>
public static class CertificateFiles
{
    /// <summary>What the files hold.</summary>
    public static CertificateReading Read(TlsOptions options)
    {
        var findings = new List<Finding>();
        return Texts(options, findings) is { } texts ? Parse(options, texts, findings) : new CertificateReading(null, findings);
    }

    /// <summary>As <see cref="Read"/>, and whether it serves at a moment.</summary>
    public static CertificateReading Check(TlsOptions options, DateTimeOffset now)
    {
        var (certificate, findings) = Read(options);
        IReadOnlyList<Finding> all = [.. findings, .. certificate?.Problems(options, now) ?? [], .. KeyMode(options)];
        return new CertificateReading(all.Any(finding => finding.Severity == Severity.Error) ? null : certificate, all);
    }

    /// <summary>The certificates of a file; empty when it cannot be read.</summary>
    internal static X509Certificate2Collection Authorities(string path)
    {
        try
        {
            return Certificates(File.ReadAllText(path));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return [];
        }
    }

    /// <summary>The texts, or null with a finding for each file that cannot be read.</summary>
    internal static CertificateTexts? Texts(TlsOptions options, List<Finding> findings)
    {
        var certificate = Text(TlsOptions.CertificateName, options.CertificateFile, findings);
        var key = Text(TlsOptions.KeyName, options.KeyFile, findings);
        var authorities = options.CaFile is { } ca ? Text(TlsOptions.CaName, ca, findings) : "";
        return certificate is null || key is null || authorities is null
            ? null
            : new CertificateTexts(certificate, key, options.CaFile is null ? null : authorities);
    }

    /// <summary>What the texts hold.</summary>
    internal static CertificateReading Parse(TlsOptions options, CertificateTexts texts, List<Finding> findings)
    {
        var shown = In(TlsOptions.CertificateName, options.CertificateFile, texts.Certificate, findings);
        var key = PrivateKey(options.KeyFile, texts.Key, findings);
        var authorities = texts.Authorities is { } text ? In(TlsOptions.CaName, options.CaFile!, text, findings) : null;
        if (shown is null || key is null || (texts.Authorities is not null && authorities is null)) return new CertificateReading(null, findings);
        using (key)
        {
            if (!Fits(key, shown[0]))
            {
                var later = shown.Skip(1).Any(one => Fits(key, one));
                findings.Add(Wrong(TlsOptions.KeyName, options.KeyFile, $"is not the key of the certificate in {options.CertificateFile}",
                    later ? "put the server's certificate first in cert_file" : "name the two files that belong together"));
                return new CertificateReading(null, findings);
            }
            var own = key is RSA rsa ? shown[0].CopyWithPrivateKey(rsa) : shown[0].CopyWithPrivateKey((ECDsa)key);
            return new CertificateReading(new ServerCertificate(own, [.. shown.Skip(1)], authorities), findings);
        }
    }

    static string? Text(OptionName option, string path, List<Finding> findings)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            findings.Add(Wrong(option, path, "does not exist", "make the file, or correct the path"));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            findings.Add(Wrong(option, path, "cannot be read: " + broken.Message, "let the service's user read it"));
        }
        return null;
    }

    static X509Certificate2Collection? In(OptionName option, string path, string text, List<Finding> findings)
    {
        try
        {
            if (Certificates(text) is { Count: > 0 } found) return found;
            findings.Add(Wrong(option, path, "holds no certificate", "use PEM: a block that begins with -----BEGIN CERTIFICATE-----"));
        }
        catch (CryptographicException broken)
        {
            findings.Add(Wrong(option, path, "holds a certificate that cannot be read: " + broken.Message, "use PEM, as openssl x509 writes it"));
        }
        return null;
    }

    static X509Certificate2Collection Certificates(string text)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(text);
        return found;
    }

    static AsymmetricAlgorithm? PrivateKey(string path, string text, List<Finding> findings)
    {
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            findings.Add(Wrong(TlsOptions.KeyName, path, "is encrypted, and nobody is there to give the passphrase",
                "write it without: openssl pkey -in FILE -out NEW"));
            return null;
        }
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            findings.Add(Wrong(TlsOptions.KeyName, path, "holds no private key", "use PEM: a block that begins with -----BEGIN PRIVATE KEY-----"));
            return null;
        }
        if (Imported(RSA.Create(), text) is { } rsa) return rsa;
        if (Imported(ECDsa.Create(), text) is { } curve) return curve;
        findings.Add(Wrong(TlsOptions.KeyName, path, "is no private key that can be used", "use a key of RSA or of a NIST curve, in PEM"));
        return null;
    }

    static AsymmetricAlgorithm? Imported(AsymmetricAlgorithm key, string text)
    {
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    static bool Fits(AsymmetricAlgorithm key, X509Certificate2 certificate) =>
        key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// Groups such as ssl-cert may read keys; nobody else.
    static IEnumerable<Finding> KeyMode(TlsOptions options)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(options.KeyFile)) yield break;
        const UnixFileMode Open = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;
        var mode = File.GetUnixFileMode(options.KeyFile);
        if ((mode & Open) != 0)
        {
            yield return new Finding(Severity.Warning, null, TlsOptions.KeyName, options.KeyFile,
                $"is open to others than its owner and group (mode {Convert.ToString((int)mode, 8)})", $"run: chmod 600 {options.KeyFile}");
        }
    }

    static Finding Wrong(OptionName option, string path, string problem, string remedy) => new(Severity.Error, null, option, path, problem, remedy);
}
