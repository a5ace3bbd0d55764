using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs;

/// <summary>One file server with ZFS.</summary>
/// <param name="target">Where SSH goes, or null for this machine.</param>
/// <param name="settings">Of the backend.</param>
sealed class ZfsHost(SshTarget? target, BackendSettings settings) : FarHost(target, settings, Needs)
{
    /// <summary>Prints how a file server is set up.</summary>
    public const string SetUp = "abaca config zfs-host";

    /// <summary><c>modinfo zfs</c> fails where ZFS runs in user space; a machine without modinfo shows it in /sys.</summary>
    static readonly FarNeeds Needs = new(
        SetUp,
        new Dictionary<string, string>
        {
            ["zfs"] = "zfsutils-linux", ["zpool"] = "zfsutils-linux", ["exportfs"] = "nfs-kernel-server",
            ["tee"] = "coreutils", ["mv"] = "coreutils", ["dd"] = "coreutils", ["sha256sum"] = "coreutils", ["chmod"] = "coreutils",
        },
        "if modinfo zfs >/dev/null 2>&1 || [ -d /sys/module/zfs ]; then echo module=yes; fi");

    /// <summary>OpenZFS as a module of the kernel; else zfs-fuse.</summary>
    public bool InKernel => Tools.Paths.ContainsKey("module");

    /// <summary>Runs <c>zfs</c> as root.</summary>
    public Task<CommandResult> Zfs(CancellationToken ct, params IEnumerable<string> arguments) => Run(AsRoot("zfs", arguments), ct);

    /// <summary>Runs <c>zfs</c> as root, for a list.</summary>
    public Task<CommandResult> ZfsList(CancellationToken ct, params IEnumerable<string> arguments) => List("\"$@\" && echo", AsRoot("zfs", arguments), ct);
}
