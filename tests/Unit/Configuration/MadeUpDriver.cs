using Abaca.DriverSdk;
using Abaca.Server.Configuration;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>Drivers of which only names and options are asked.</summary>
sealed class MadeUpDriver(IReadOnlyList<string> names, params IReadOnlyList<OptionSpec> options) : IDriverFactory
{
    public IReadOnlyList<string> DriverNames => names;

    public IReadOnlyList<OptionSpec> Options => options;

    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => [];

    public IShareDriver Create(BackendSettings settings) => throw new InvalidOperationException("No test makes a driver.");

    public static IReadOnlyList<IDriverFactory> All { get; } =
    [
        new MadeUpDriver(["abaca.local", "local"],
            new("local_pool_path", OptionKind.Text, "Where shares are kept.", "$state_path/pool"),
            new("local_export_address", OptionKind.Address, "Where clients mount from.", "127.0.0.1")),
        new MadeUpDriver(["abaca.vault", "manila.share.drivers.vault.Vault"],
            new("vault_size", OptionKind.Integer, "GiB.", Required: true),
            new("vault_password", OptionKind.Text, "To log in.", Secret: true),
            new("vault_tags", OptionKind.Map, "Tags."),
            new("vault_fast", OptionKind.Flag, "Fast.", "no"),
            new("vault_hosts", OptionKind.List, "Hosts."),
            new("ssh_conn_timeout", OptionKind.Integer, "Seconds.", "60")),
    ];
}

static class Loading
{
    public const string Path = "/etc/manila/manila.conf";

    public static Loaded Load(this MadeUpMachine machine) => new ConfigurationSource(machine, MadeUpDrivers()).Load([], []);

    public static Loaded Load(string text) => new MadeUpMachine().File(Path, text).Load();

    static IReadOnlyList<Abaca.DriverSdk.IDriverFactory> MadeUpDrivers() => MadeUpDriver.All;

    public static IReadOnlyList<string> Lines(this Loaded loaded, Severity least = Severity.Warning) =>
        [.. loaded.Findings.Where(finding => finding.Severity >= least).Select(finding => finding.ToString())];
}
