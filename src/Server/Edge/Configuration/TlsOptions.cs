using System.Security.Authentication;

namespace Abaca.Server.Configuration;

/// <summary>TLS on the API's socket: <c>osapi_share_use_ssl</c> and section <c>ssl</c>, as oslo.service has them.</summary>
public sealed record TlsOptions
{
    /// <summary><c>[ssl] cert_file</c>: PEM, the server's certificate first, then those between it and its authority.</summary>
    public required string CertificateFile { get; init; }

    /// <summary><c>[ssl] key_file</c>: PEM, the private key of that certificate, not encrypted.</summary>
    public required string KeyFile { get; init; }

    /// <summary><c>[ssl] ca_file</c>: PEM, authorities of client certificates; null: clients need none.</summary>
    public required string? CaFile { get; init; }

    /// <summary><c>[ssl] version</c>: what is spoken.</summary>
    public required SslProtocols Protocols { get; init; }

    /// <summary><c>[identity] public_ca_file</c>: what clients check the server with, named in the credential files; null: found out.</summary>
    public required string? PublicCaFile { get; init; }

    const string Name = "ssl";

    /// <summary><c>[ssl] cert_file</c>.</summary>
    internal static OptionName CertificateName { get; } = new(Name, "cert_file");

    /// <summary><c>[ssl] key_file</c>.</summary>
    internal static OptionName KeyName { get; } = new(Name, "key_file");

    /// <summary><c>[ssl] ca_file</c>.</summary>
    internal static OptionName CaName { get; } = new(Name, "ca_file");

    /// <summary><c>[identity] public_ca_file</c>.</summary>
    internal static OptionName PublicCaName { get; } = new("identity", "public_ca_file");

    static OptionName UseName { get; } = new(IniFile.Default, "osapi_share_use_ssl");

    static readonly OptionSection Section = new(Name);

    /// TLS 1.2 and 1.3 are what is left in use; SSLv23 is OpenSSL's old name for "whatever both can".
    static readonly Dictionary<string, SslProtocols> Versions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SSLv23"] = SslProtocols.Tls12 | SslProtocols.Tls13, ["TLSv1_2"] = SslProtocols.Tls12, ["TLSv1_3"] = SslProtocols.Tls13,
    };

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        new OptionSection(UseName.Section).Flag(UseName.Key, false, "Speak TLS on the API's socket, with the files of section ssl."),
        Section.Text(CertificateName.Key, null, "PEM file: the server's certificate, then those between it and its authority.").Was(IniFile.Default, "ssl_cert_file"),
        Section.Text(KeyName.Key, null, "PEM file: the private key of the certificate, not encrypted.").Was(IniFile.Default, "ssl_key_file"),
        Section.Text(CaName.Key, null, "PEM file: authorities of client certificates, which are then required.").Was(IniFile.Default, "ssl_ca_file"),
        Section.Word("version", "SSLv23", "Version of TLS: SSLv23 is 1.2 and 1.3, TLSv1_2 and TLSv1_3 only these; older ones are not spoken.").OneOf([.. Versions.Keys]),
        Section.Text("ciphers", null, "Not understood, and therefore an error when it is given: the system's openssl.cnf says which ciphers are used."),
        new OptionSection(PublicCaName.Section).Text(PublicCaName.Key, null,
            "PEM file with which clients check the API's certificate; named in clouds.yaml. Without it cert_file or ca_file, when they hold the authority."),
    ];

    internal static TlsOptions? Read(OptionReader reader)
    {
        if (reader.In(Name).TextOrNull("ciphers") is not null)
        {
            reader.Report(Severity.Error, new OptionName(Name, "ciphers"), "is not understood by this release: ciphers are not chosen by an expression of OpenSSL's",
                "remove it, and restrict ciphers in the system's openssl.cnf; [ssl] version chooses among TLS 1.2 and 1.3");
        }
        var (section, used) = (reader.In(Name), reader.In(UseName.Section).Flag(UseName.Key));
        var options = new TlsOptions
        {
            CertificateFile = section.Text(CertificateName.Key),
            KeyFile = section.Text(KeyName.Key),
            CaFile = section.TextOrNull(CaName.Key),
            Protocols = Versions.GetValueOrDefault(section.Text("version").Trim(), SslProtocols.Tls12 | SslProtocols.Tls13),
            PublicCaFile = reader.In(PublicCaName.Section).TextOrNull(PublicCaName.Key),
        };
        if (used) return Check(options, reader) ? options : null;
        if (options.CertificateFile.Length > 0 || options.KeyFile.Length > 0)
        {
            reader.Report(Severity.Warning, options.CertificateFile.Length > 0 ? CertificateName : KeyName,
                "is not used, since osapi_share_use_ssl is not true: the API speaks plain HTTP", "write osapi_share_use_ssl = true in [DEFAULT], or remove section [ssl]");
        }
        return null;
    }

    static bool Check(TlsOptions options, OptionReader reader)
    {
        (OptionName Name, string? Path, bool Needed)[] all =
            [(CertificateName, options.CertificateFile, true), (KeyName, options.KeyFile, true), (CaName, options.CaFile, false), (PublicCaName, options.PublicCaFile, false)];
        var sound = true;
        foreach (var (name, path, needed) in all)
        {
            if (path is not { Length: > 0 })
            {
                if (!needed) continue;
                reader.Report(Severity.Error, name, "is required by osapi_share_use_ssl, and missing", $"write {name.Key} and the path of a PEM file in section [ssl]");
                sound = false;
            }
            else if (!Path.IsPathRooted(path))
            {
                reader.Report(Severity.Error, name, "is not an absolute path", "begin it with /");
                sound = false;
            }
        }
        return sound;
    }
}
