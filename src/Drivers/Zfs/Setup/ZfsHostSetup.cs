using Abaca.Drivers.Ssh;
using NfsExports = Abaca.Drivers.KernelNfs.ExportsFile;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>What a file server has to have for a backend: the one place that says which commands root runs there.</summary>
/// <param name="User">Who logs in.</param>
/// <param name="Section">Backend; names the exports file.</param>
/// <param name="UsesShareNfs">Exports go by ZFS's <c>sharenfs</c>; else by a managed exports file.</param>
/// <param name="Root">A dataset that shares are made in: the rules are tried with it.</param>
public sealed record ZfsHostSetup(string User, string Section, bool UsesShareNfs, string Root = "pool")
{
    /// <summary>Subcommands of <c>zfs</c> that the driver uses.</summary>
    static readonly string[] ZfsCommands =
        ["create", "destroy", "get", "list", "set", "snapshot", "clone", "promote", "rollback", "rename", "mount", "unmount", "send", "receive"];

    /// <summary>Packages of Debian and Ubuntu.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["openssh-server", "sudo", "zfsutils-linux", "nfs-kernel-server"];

    /// <summary>The managed exports file.</summary>
    public string ExportsFile => NfsExports.PathOf(Section);

    /// <summary>
    /// What only shares need whose type squashes users: their top directory, whose name ends with the instance's id, is opened when they are
    /// made.
    /// </summary>
    public static SudoRule ForSquash { get; } = new("chmod", "/usr/bin/chmod", "^0777 (/[A-Za-z0-9_.-]+)+/[A-Za-z0-9_.-]*[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}$");

    /// <summary>Everything that root runs there.</summary>
    public SudoRules Rules => new(
        User, Section,
        [
            .. ZfsCommands.Select(command => new SudoRule("zfs", "/usr/sbin/zfs", $"{command} *") { Sample = $"{command} {Root}" }),
            .. UsesShareNfs ? [new SudoRule("exportfs", NfsExports.Exportfs, "-u *") { Sample = $"-u {Root}" }] : NfsExports.RulesOf(Section),
            ForSquash,
        ]);

    /// <summary>The lines for <c>/etc/sudoers.d</c>, with the tools' paths as Debian has them.</summary>
    public string Sudoers() => Rules.Text();

    /// <summary>The whole set-up of a file server as commands, to be read and run there as root.</summary>
    /// <param name="roots">Datasets that shares are made in.</param>
    /// <param name="publicKey">Public key of the service, or null.</param>
    public string Text(IReadOnlyList<string> roots, string? publicKey) => $"""
        # File server of backend [{Section}]; run as root there, each line once.
        apt-get install -y {string.Join(' ', Packages)}
        {string.Join('\n', roots.Select(root => root.Contains('/') ? $"zfs list {root} || zfs create {root}" : $"zpool list {root}   # the pool has to be there"))}
        {Rules.UserSetUp(publicKey, "zfs_ssh_private_key_path", "ssh nfs-server")}
        """;
}
