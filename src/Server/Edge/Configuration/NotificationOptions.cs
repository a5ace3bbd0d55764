namespace Abaca.Server.Configuration;

/// <summary>Notifications for consumers outside of the service.</summary>
public sealed record NotificationOptions
{
    /// <summary><c>driver</c>, those that do something: messagingv2, messaging, log.</summary>
    public required IReadOnlyList<string> Drivers { get; init; }

    /// <summary>Values of <c>driver</c> that this release has not.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary><c>transport_url</c>. A secret: it holds passwords. Empty: that of section DEFAULT.</summary>
    public required string TransportUrl { get; init; }

    /// <summary><c>topics</c>: each gets every notification.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary><c>retry</c>: how often one that failed is tried again; -1: until it succeeds.</summary>
    public required int Retry { get; init; }

    /// <summary><c>abaca_most_waiting</c>: when more wait, the oldest are dropped.</summary>
    public required int MostWaiting { get; init; }

    /// <summary><c>control_exchange</c>: the broker's exchange.</summary>
    public required string Exchange { get; init; }

    /// <summary><c>[oslo_messaging_rabbit] amqp_durable_queues</c>.</summary>
    public required bool Durable { get; init; }

    /// <summary><c>[oslo_messaging_rabbit] amqp_auto_delete</c>.</summary>
    public required bool AutoDelete { get; init; }

    /// <summary><c>[oslo_messaging_rabbit] rabbit_quorum_queue</c>.</summary>
    public required bool Quorum { get; init; }

    /// <summary><c>[oslo_messaging_rabbit] rabbit_ha_queues</c>.</summary>
    public required bool Mirrored { get; init; }

    /// <summary>Whether a driver asks for a broker.</summary>
    public bool AskForBroker => Drivers.Any(driver => driver is V2 or V1);

    /// <summary>The section.</summary>
    internal const string Name = "oslo_messaging_notifications";

    /// <summary>The drivers.</summary>
    internal const string V2 = "messagingv2", V1 = "messaging", ToLog = "log", Nothing = "noop";

    const string Rabbit = "oslo_messaging_rabbit";

    static readonly OptionSection Section = new(Name), Broker = new(Rabbit);

    static OptionName DriverName { get; } = new(Name, "driver");

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Text("driver", null, "What tells other programs of shares that are made and deleted: messagingv2 (a broker), messaging (without an envelope), log, noop.")
            .Was(IniFile.Default, "notification_driver") with { Repeated = true },
        Section.Secret("transport_url", "", "The broker of notifications, when it is another than that of section DEFAULT.").Was(IniFile.Default, "notification_transport_url"),
        Section.List("topics", "notifications", "Topics of notifications: each gets all, in queues TOPIC.info and TOPIC.error.")
            .Was("rpc_notifier2", "topics").Was(IniFile.Default, "notification_topics"),
        Section.Integer("retry", -1, "How often a notification that could not be delivered is tried again; -1: until it is.").AtLeast(-1),
        Section.Integer("abaca_most_waiting", 100000, "When more notifications than this wait for a broker, the oldest are dropped.").AtLeast(1),
        new OptionSection(IniFile.Default).Text("control_exchange", "manila", "The broker's exchange for notifications."),
        Broker.Flag("amqp_durable_queues", false, "Queues of notifications outlive a restart of the broker.").Was(Rabbit, "rabbit_durable_queues"),
        Broker.Flag("amqp_auto_delete", false, "Queues of notifications go with their last consumer.").Was(IniFile.Default, "amqp_auto_delete"),
        Broker.Flag("rabbit_quorum_queue", false, "Queues of notifications are quorum queues."),
        Broker.Flag("rabbit_ha_queues", false, "Queues of notifications are declared with x-ha-policy, as brokers before 3.0 wanted it.").Was(IniFile.Default, "rabbit_ha_queues"),
    ];

    internal static NotificationOptions Read(OptionReader reader)
    {
        var (section, rabbit) = (reader.In(Name), reader.In(Rabbit));
        var drivers = reader.Values(DriverName).Where(driver => driver.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return new()
        {
            Drivers = [.. drivers.Where(driver => driver is V2 or V1 or ToLog)],
            Unknown = [.. drivers.Where(driver => driver is not (V2 or V1 or ToLog or Nothing))],
            TransportUrl = section.Text("transport_url"),
            Topics = section.List("topics"),
            Retry = section.Integer("retry"),
            MostWaiting = section.Integer("abaca_most_waiting"),
            Exchange = reader.In(IniFile.Default).Text("control_exchange"),
            Durable = rabbit.Flag("amqp_durable_queues"),
            AutoDelete = rabbit.Flag("amqp_auto_delete"),
            Quorum = rabbit.Flag("rabbit_quorum_queue"),
            Mirrored = rabbit.Flag("rabbit_ha_queues"),
        };
    }

    /// <summary>Never the URL.</summary>
    public override string ToString() => $"{nameof(NotificationOptions)} {{ Drivers = {string.Join(' ', Drivers)} }}";
}
