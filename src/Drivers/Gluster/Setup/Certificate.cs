using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Drivers.Gluster.Setup;

/// <summary>The files with which a machine shows who it is, as they lie where GlusterFS reads them.</summary>
/// <param name="Directory">Where they lie; null when none was found.</param>
/// <param name="Own">The machine's certificate; null when there is none that can be read.</param>
/// <param name="HasKey">The key is there.</param>
/// <param name="Authorities">Certificates of the authorities that it trusts.</param>
sealed record Certificate(string? Directory, X509Certificate2? Own, bool HasKey, X509Certificate2Collection Authorities)
{
    /// <summary>Debian's build reads the first directory, others the second.</summary>
    public const string Directories = "/usr/lib/ssl /etc/ssl";

    /// <summary>Names of the files, in the order in which <see cref="Script"/> looks at them.</summary>
    const string Files = "glusterfs.pem glusterfs.key glusterfs.ca";

    /// <summary>
    /// Prints the directory and the certificates; of the key only whether it is there, since it is nobody's business. OpenSSL says where GlusterFS looks, as it
    /// was built with the same place.
    /// </summary>
    public const string Script = $$"""
        for place in $(openssl version -d 2>/dev/null | cut -d'"' -f2) {{Directories}}; do
          [ -e "$place/glusterfs.pem" ] || [ -e "$place/glusterfs.ca" ] || continue
          echo "place=$place"
          [ -s "$place/glusterfs.key" ] && echo "key=yes"
          echo "own="; cat "$place/glusterfs.pem" 2>/dev/null
          echo "authorities="; cat "$place/glusterfs.ca" 2>/dev/null
          break
        done
        echo "looked="
        """;

    /// <summary>The common name; null without a certificate.</summary>
    public string? Name => Own?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Reads what <see cref="Script"/> printed; null when that is not all of it.</summary>
    public static Certificate? Parse(string output)
    {
        if (!output.TrimEnd().EndsWith("looked=", StringComparison.Ordinal)) return null;
        string Part(string from, string to) => output.IndexOf(from, StringComparison.Ordinal) is var begin and >= 0 && output.IndexOf(to, begin, StringComparison.Ordinal) is var end and >= 0 ? output[(begin + from.Length)..end] : "";
        var own = Read(Part("own=\n", "authorities=\n"));
        var place = Part("place=", "\n");
        return new Certificate(place.Length > 0 ? place : null, own.Count > 0 ? own[0] : null, output.Contains("key=yes\n", StringComparison.Ordinal), Read(Part("authorities=\n", "looked=")));
    }

    /// <summary>Why a machine with these files is not believed by one with those; null when it is.</summary>
    /// <param name="other">The files of the machine that has to believe it.</param>
    /// <param name="now">The time.</param>
    public string? Doubt(Certificate other, DateTimeOffset now)
    {
        if (Own is null) return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.CustomTrustStore.AddRange(other.Authorities);
        return chain.Build(Own) ? null : string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Distinct());
    }

    static X509Certificate2Collection Read(string text)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            all.Clear();
        }
        return all;
    }
}
