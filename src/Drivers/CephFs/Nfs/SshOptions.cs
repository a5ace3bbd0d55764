using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Options about SSH to the Ganesha nodes, beside those of <see cref="GaneshaOptions"/>.</summary>
static class SshOptions
{
    const string TimeoutOption = "ssh_conn_timeout";
    const string KnownHostsOption = "cephfs_ganesha_known_hosts";

    /// <summary>Every option about SSH.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(TimeoutOption, OptionKind.Integer, "Seconds for connecting over SSH, and for noticing that a connection is dead.", "60"),
        new("ssh_min_pool_conn", OptionKind.Integer, "Taken over from Manila, which opened so many connections; here all commands share one.", "1"),
        new("ssh_max_pool_conn", OptionKind.Integer, "Taken over from Manila, as ssh_min_pool_conn.", "10"),
        new(KnownHostsOption, OptionKind.Text, "known_hosts file with the host keys of all Ganesha nodes; empty: the first key of an address is pinned. A floating address needs one line per node."),
    ];

    /// <summary>How long connecting may take.</summary>
    public static TimeSpan ConnectTimeout(BackendSettings settings) =>
        TimeSpan.FromSeconds(settings.Text(TimeoutOption) is null ? 60 : Math.Max(1, settings.Integer(TimeoutOption)));

    /// <summary>The operator's known_hosts, or null.</summary>
    /// <exception cref="OptionException">There is no such file.</exception>
    public static string? KnownHosts(BackendSettings settings) => settings.ReadableFile(KnownHostsOption);
}
