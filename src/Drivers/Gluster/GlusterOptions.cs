using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Gluster;

/// <summary>Options of a GlusterFS backend whose shares are volumes, checked.</summary>
/// <param name="Servers">One server of each cluster.</param>
/// <param name="Pattern">Which volumes are the pool.</param>
/// <param name="MountBase">Directory below which volumes are mounted while they are wiped.</param>
/// <param name="KeyPath">Private key for SSH, or null.</param>
/// <param name="Password">Password for SSH, or null.</param>
/// <param name="Port">TCP port of SSH.</param>
/// <param name="KnownHostsPath">The operator's known_hosts file, or null.</param>
sealed record GlusterOptions(
    IReadOnlyList<GlusterServer> Servers, VolumePattern Pattern, string MountBase, string? KeyPath, string? Password, int Port, string? KnownHostsPath)
{
    const string ServersOption = "glusterfs_servers";
    const string PatternOption = "glusterfs_volume_pattern";
    const string MountOption = "glusterfs_mount_point_base";
    const string KeyOption = "glusterfs_path_to_private_key";
    const string PasswordOption = "glusterfs_server_password";
    const string PortOption = "glusterfs_ssh_port";
    const string KnownHostsOption = "glusterfs_ssh_known_hosts";

    /// <summary>Every option of the section.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(ServersOption, OptionKind.List, "One server of each cluster whose volumes are the pool, as [user@]server: with a user gluster runs there over SSH, without one on this machine.", Required: true),
        new(PatternOption, OptionKind.Text, "Regular expression for the names of the pool's volumes; #{size} in it stands for the volume's size in GiB.", Required: true),
        new(MountOption, OptionKind.Text, "Directory in which a volume is mounted while it is wiped; empty: mnt in the backend's own directory."),
        new(KeyOption, OptionKind.Text, "Private key for SSH, without a passphrase."),
        new(PasswordOption, OptionKind.Text, "Password for SSH; a key is better.", Secret: true),
        new(PortOption, OptionKind.Port, "TCP port of SSH.", "22"),
        new(KnownHostsOption, OptionKind.Text, "known_hosts file with the servers' host keys; empty: the first key that is seen is pinned."),
    ];

    /// <summary>Reads a section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static GlusterOptions From(BackendSettings settings) => new(
        ServersIn(settings), PatternIn(settings), MountIn(settings), settings.ReadableFile(KeyOption), settings.Text(PasswordOption),
        settings.Text(PortOption) is null ? 22 : settings.Integer(PortOption), settings.ReadableFile(KnownHostsOption));

    /// <summary>Everything that <see cref="From"/> refuses.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings) => OptionProblems.Of(
        () => ServersIn(settings), () => PatternIn(settings), () => MountIn(settings), () => settings.ReadableFile(KeyOption), () => settings.ReadableFile(KnownHostsOption), () => From(settings));

    /// <summary>Where SSH goes for a server; null for this machine.</summary>
    public SshTarget? TargetOf(GlusterServer server) => server.User is { } user
        ? new SshTarget(server.Host, user, Port, KeyPath, Password, KnownHostsPath, Sudo: user != "root")
        : null;

    static List<GlusterServer> ServersIn(BackendSettings settings)
    {
        var servers = settings.List(ServersOption).Select(text => GlusterServer.Parse(settings, ServersOption, text)).ToList();
        if (servers.Count == 0) throw new OptionException(ServersOption, "name a server of at least one cluster.");
        var twice = servers.GroupBy(server => server.Host, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new OptionException(ServersOption, $"{twice.Key} is named twice.");
        var here = servers.Where(server => server.User is null).Select(server => server.Host).ToList();
        return here.Count < 2
            ? servers
            : throw new OptionException(ServersOption, $"{string.Join(" and ", here)} have no user, so the gluster of this machine would answer for each of them; write user@server for all that are reached over SSH.");
    }

    static VolumePattern PatternIn(BackendSettings settings) => VolumePattern.Parse(
        PatternOption, settings.Text(PatternOption) ?? throw new OptionException(PatternOption, "say which volumes are the pool, for example manila-#{size}-.*"));

    static string MountIn(BackendSettings settings)
    {
        var path = settings.Text(MountOption) ?? Path.Combine(settings.StateDirectory, "mnt");
        return Path.IsPathRooted(path) && !path.Contains(',') ? path : throw new OptionException(MountOption, $"\"{path}\" is not an absolute path without commas.");
    }
}
