using System.Net;

namespace Abaca.Server.Configuration;

/// <summary>Who this node is and where it keeps and opens things.</summary>
public sealed record NodeOptions
{
    /// <summary><c>host</c>: name of the services of this node; backends appear as <c>host@backend</c>.</summary>
    public required string Host { get; init; }

    /// <summary><c>my_ip</c>: the address other machines reach this one at.</summary>
    public required IPAddress Address { get; init; }

    /// <summary><c>state_path</c>: the directory for everything the service keeps.</summary>
    public required string StatePath { get; init; }

    /// <summary><c>abaca_listen</c>: the address that the API and the local backend open; loopback until somebody says otherwise.</summary>
    public required IPAddress Listen { get; init; }

    /// <summary><c>abaca_export_address</c>: the address that clients mount the local backend's shares from.</summary>
    public required IPAddress ExportAddress { get; init; }

    /// <summary><c>storage_availability_zone</c>: zone of the services of this node.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary><c>enable_new_services</c>: a service seen for the first time may be chosen at once.</summary>
    public required bool EnableNewServices { get; init; }

    /// <summary><c>report_interval</c>: how often a service says that it lives.</summary>
    public required TimeSpan ReportInterval { get; init; }

    /// <summary><c>service_down_time</c>: after so long without a word a service counts as down.</summary>
    public required TimeSpan ServiceDownTime { get; init; }

    /// <summary><c>cleanup_interval</c>: how often rows of stopped services are removed.</summary>
    public required TimeSpan CleanupInterval { get; init; }

    /// <summary><c>debug</c>: log more.</summary>
    public required bool Debug { get; init; }

    static readonly OptionSection Section = new(IniFile.Default);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Word("host", null, "Name of the services of this node; backends appear as host@backend. Keep it: shares remember it.")
            .OtherwiseFromMachine("the machine's host name"),
        Section.Address("my_ip", null, "The address other machines reach this one at.").OtherwiseFromMachine("the first address with a gateway"),
        Section.Text("state_path", null, "Directory for everything the service keeps: database, pools, credentials.")
            .OtherwiseFromMachine("/var/lib/abaca for root, else $XDG_STATE_HOME/abaca or ~/.local/state/abaca"),
        Section.Address("abaca_listen", "127.0.0.1",
            "The one option that opens API and NFS to the network: an address of this machine, or 0.0.0.0 or :: for all."),
        Section.Address("abaca_export_address", null, "The address that clients mount the local backend's shares from.")
            .OtherwiseFromMachine("abaca_listen, or my_ip when that is 0.0.0.0 or ::"),
        Section.Word("storage_availability_zone", "nova", "Availability zone of the services of this node."),
        Section.Flag("enable_new_services", true, "A service seen for the first time may be chosen at once."),
        Section.Integer("report_interval", 10, "Seconds between two signs of life of a service.").AtLeast(1),
        Section.Integer("service_down_time", 60, "Seconds without a sign of life after which a service counts as down.").AtLeast(1),
        Section.Integer("cleanup_interval", 1800, "Seconds between two removals of rows of stopped services.").AtLeast(300),
        Section.Flag("debug", false, "Log more."),
    ];

    internal static NodeOptions Read(OptionReader reader)
    {
        var section = reader.In(IniFile.Default);
        return new NodeOptions
        {
            Host = section.Text("host"),
            Address = section.Address("my_ip"),
            StatePath = section.Text("state_path"),
            Listen = section.Address("abaca_listen"),
            ExportAddress = section.Address("abaca_export_address"),
            AvailabilityZone = section.Text("storage_availability_zone"),
            EnableNewServices = section.Flag("enable_new_services"),
            ReportInterval = section.Seconds("report_interval"),
            ServiceDownTime = section.Seconds("service_down_time"),
            CleanupInterval = section.Seconds("cleanup_interval"),
            Debug = section.Flag("debug"),
        };
    }
}
