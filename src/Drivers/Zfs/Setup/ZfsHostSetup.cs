namespace Abaca.Drivers.Zfs.Setup;

/// <summary>What a file server has to have for a backend: the one place that says which commands root runs there.</summary>
/// <param name="User">Who logs in.</param>
/// <param name="Section">Backend; names the exports file.</param>
/// <param name="UsesShareNfs">Exports go by ZFS's <c>sharenfs</c>; else by a managed exports file.</param>
public sealed record ZfsHostSetup(string User, string Section, bool UsesShareNfs)
{
    /// <summary>Subcommands of <c>zfs</c> that the driver uses.</summary>
    static readonly string[] ZfsCommands =
        ["create", "destroy", "get", "list", "set", "snapshot", "clone", "promote", "rollback", "rename", "mount", "unmount", "send", "receive"];

    /// <summary>Directory of each tool, as Debian has it; others are found at start.</summary>
    static readonly IReadOnlyDictionary<string, string> DebianPaths = new Dictionary<string, string>
    {
        ["zfs"] = "/usr/sbin/zfs", ["exportfs"] = "/usr/sbin/exportfs", ["tee"] = "/usr/bin/tee", ["mv"] = "/usr/bin/mv",
        ["chmod"] = "/usr/bin/chmod",
    };

    /// <summary>Packages of Debian and Ubuntu.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["openssh-server", "sudo", "zfsutils-linux", "nfs-kernel-server"];

    /// <summary>The managed exports file.</summary>
    public string ExportsFile => Exports.ExportsFile.PathOf(Section);

    /// <summary>Everything that root runs there: a tool's name and its arguments, where <c>*</c> stands for any.</summary>
    public IReadOnlyList<(string Tool, string Arguments)> Commands =>
    [
        .. ZfsCommands.Select(command => ("zfs", $"{command} *")),
        .. UsesShareNfs
            ? new[] { ("exportfs", "-u *") }
            : [("exportfs", "-r"), ("tee", $"{ExportsFile}.new"), ("mv", $"-fT {ExportsFile}.new {ExportsFile}")],
    ];

    /// <summary>
    /// What only shares need whose type squashes users: their top directory, whose name ends with the instance's id, is opened when they are
    /// made. As a regular expression, which sudo knows since 1.9.10; before that the line allows nothing.
    /// </summary>
    public static (string Tool, string Arguments) ForSquash { get; } = ("chmod", "^0777 (/[A-Za-z0-9_.-]+)+/[A-Za-z0-9_.-]*[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$");

    /// <summary>The lines for <c>/etc/sudoers.d</c>, with the tools' paths as Debian has them.</summary>
    public string Sudoers() => Sudoers(DebianPaths);

    /// <summary>The lines for <c>/etc/sudoers.d</c>.</summary>
    /// <param name="paths">Absolute path of each tool by name; Debian's where one is not known.</param>
    public string Sudoers(IReadOnlyDictionary<string, string> paths) =>
        $"Defaults:{User} !requiretty\n"
        + string.Concat(Commands.Select(command => (command.Tool, Arguments: Escaped(command.Arguments))).Append(ForSquash)
            .Select(command => $"{User} ALL=(root) NOPASSWD: {paths.GetValueOrDefault(command.Tool) ?? DebianPaths[command.Tool]} {command.Arguments}\n"));

    /// <summary>Name of the file in <c>/etc/sudoers.d</c>; one with a dot would be ignored.</summary>
    public string SudoersFile => $"/etc/sudoers.d/abaca-{Section.Replace('.', '_')}";

    /// <summary>The whole set-up of a file server as commands, to be read and run there as root.</summary>
    /// <param name="roots">Datasets that shares are made in.</param>
    /// <param name="publicKey">Public key of the service, or null.</param>
    public string Text(IReadOnlyList<string> roots, string? publicKey) => $"""
        # File server of backend [{Section}]; run as root there, each line once.
        apt-get install -y {string.Join(' ', Packages)}
        {string.Join('\n', roots.Select(root => root.Contains('/') ? $"zfs list {root} || zfs create {root}" : $"zpool list {root}   # the pool has to be there"))}
        id {User} || useradd --create-home --shell /bin/sh {User}
        usermod --password '*' {User}   # no password, yet not locked: sshd refuses locked accounts
        install -d -m 700 -o {User} ~{User}/.ssh
        cat > ~{User}/.ssh/authorized_keys <<'END'
        {publicKey ?? "# the line of the service's public key: ssh-keygen -y -f <zfs_ssh_private_key_path>"}
        END
        install -d /etc/exports.d
        cat > {SudoersFile} <<'END'
        {Sudoers().TrimEnd()}
        END
        chmod 440 {SudoersFile}
        visudo -c -f {SudoersFile}
        systemctl enable --now ssh nfs-server
        """;

    static string Escaped(string arguments) =>
        arguments.Replace(@"\", @"\\").Replace(",", @"\,").Replace(":", @"\:").Replace("=", @"\=");
}
