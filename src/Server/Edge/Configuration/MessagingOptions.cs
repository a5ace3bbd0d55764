namespace Abaca.Server.Configuration;

/// <summary>The broker that wakes processes on other hosts.</summary>
public sealed record MessagingOptions
{
    /// <summary><c>transport_url</c>. A secret: it holds passwords. Empty: no broker.</summary>
    public required string TransportUrl { get; init; }

    /// <summary><c>[oslo_messaging_rabbit] ssl</c>: the broker is spoken to with TLS.</summary>
    public required bool Tls { get; init; }

    /// <summary><c>ssl_ca_file</c>: who signs the broker's certificate.</summary>
    public required string? CaFile { get; init; }

    /// <summary><c>ssl_cert_file</c>: our certificate.</summary>
    public required string? CertFile { get; init; }

    /// <summary><c>ssl_key_file</c>: its key.</summary>
    public required string? KeyFile { get; init; }

    /// <summary><c>heartbeat_timeout_threshold</c>: a broker that is silent for so long is gone.</summary>
    public required TimeSpan Heartbeat { get; init; }

    const string Rabbit = "oslo_messaging_rabbit";

    static readonly OptionSection Section = new(Rabbit);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        new OptionSection(IniFile.Default).Secret("transport_url", "",
            "A RabbitMQ that wakes processes on other hosts: rabbit://USER:PASSWORD@HOST:5672,USER:PASSWORD@HOST2:5672/VIRTUAL-HOST. Without one, work of other processes is found by looking."),
        Section.Flag("ssl", false, "Speak to the broker with TLS.").Was(Rabbit, "rabbit_use_ssl"),
        Section.Text("ssl_ca_file", null, "File with the certificates that sign the broker's; else those that the machine trusts.").Was(Rabbit, "kombu_ssl_ca_certs"),
        Section.Text("ssl_cert_file", null, "File with our certificate for the broker.").Was(Rabbit, "kombu_ssl_certfile"),
        Section.Text("ssl_key_file", null, "File with its key.").Was(Rabbit, "kombu_ssl_keyfile"),
        Section.Integer("heartbeat_timeout_threshold", 60, "Seconds of silence after which a broker is gone; 0 for no heartbeats.").AtLeast(0),
    ];

    internal static MessagingOptions Read(OptionReader reader)
    {
        var section = reader.In(Rabbit);
        return new()
        {
            TransportUrl = reader.In(IniFile.Default).Text("transport_url"),
            Tls = section.Flag("ssl"),
            CaFile = section.TextOrNull("ssl_ca_file"),
            CertFile = section.TextOrNull("ssl_cert_file"),
            KeyFile = section.TextOrNull("ssl_key_file"),
            Heartbeat = section.Seconds("heartbeat_timeout_threshold"),
        };
    }

    /// <summary>Never the URL.</summary>
    public override string ToString() => $"{nameof(MessagingOptions)} {{ TransportUrl = {Finding.Masked} }}";
}
