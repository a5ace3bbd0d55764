using Abaca.DriverSdk;

namespace Abaca.Drivers.Ssh;

/// <summary>The options of a backend that say how its file server is reached over SSH.</summary>
/// <param name="prefix">How their names begin, as in <c>zfs_</c>.</param>
/// <param name="what">What is on the other machine: "The pools are".</param>
/// <param name="setUp">The command of ours that prints how to set the machine up.</param>
public sealed class SshOptions(string prefix, string what, string setUp)
{
    const string TimeoutOption = "ssh_conn_timeout";

    /// <summary>The flag that switches SSH on.</summary>
    public string UseOption => prefix + "use_ssh";

    /// <summary>Names the private key.</summary>
    public string KeyOption => prefix + "ssh_private_key_path";

    string UserOption => prefix + "ssh_username";
    string PasswordOption => prefix + "ssh_user_password";
    string PortOption => prefix + "ssh_port";
    string KnownHostsOption => prefix + "ssh_known_hosts";

    /// <summary>Who is reached, and how.</summary>
    public IReadOnlyList<OptionSpec> Specs =>
    [
        new(UseOption, OptionKind.Flag, $"{what} on another machine and reached over SSH; false: on this one.", "false"),
        new(UserOption, OptionKind.Word, $"Who logs in over SSH; needs the sudo rules that `{setUp}` prints, or is root."),
        new(PasswordOption, OptionKind.Text, "Password for SSH; a key is better.", Secret: true),
        new(KeyOption, OptionKind.Text, "Private key for SSH, without a passphrase."),
        new(PortOption, OptionKind.Port, "TCP port of SSH.", "22"),
        new(KnownHostsOption, OptionKind.Text, "known_hosts file with the file server's host key; empty: the first key that is seen is pinned."),
    ];

    /// <summary>How connections behave.</summary>
    public static IReadOnlyList<OptionSpec> Connections { get; } =
    [
        new(TimeoutOption, OptionKind.Integer, "Seconds for connecting over SSH, and for noticing that a connection is dead.", "60"),
        new("ssh_min_pool_conn", OptionKind.Integer, "Taken over from Manila, which opened so many connections; here all commands share one.", "1"),
        new("ssh_max_pool_conn", OptionKind.Integer, "Taken over from Manila, as ssh_min_pool_conn.", "10"),
    ];

    /// <summary>Where SSH goes; null when the storage is on this machine.</summary>
    /// <param name="settings">The section.</param>
    /// <param name="host">Address of the file server.</param>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public SshTarget? TargetIn(BackendSettings settings, string host)
    {
        if (!settings.Flag(UseOption)) return null;
        var seconds = settings.Text(TimeoutOption) is null ? 60 : Math.Max(1, settings.Integer(TimeoutOption));
        return new SshTarget(
            host, UserIn(settings), settings.Text(PortOption) is null ? 22 : settings.Integer(PortOption), settings.ReadableFile(KeyOption),
            settings.Text(PasswordOption), settings.ReadableFile(KnownHostsOption), TimeSpan.FromSeconds(seconds));
    }

    /// <summary>All reads that may complain.</summary>
    public IReadOnlyList<Action> Reads(BackendSettings settings) =>
        [() => UserIn(settings), () => settings.ReadableFile(KeyOption), () => settings.ReadableFile(KnownHostsOption)];

    /// <summary>Who logs in; empty where nobody does.</summary>
    string UserIn(BackendSettings settings) => settings.FarUser(UserOption)
        ?? (settings.Flag(UseOption) ? throw new OptionException(UserOption, $"with {UseOption} somebody has to log in.") : "");
}
