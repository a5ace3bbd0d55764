using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What must be on the machine.</summary>
static class Prerequisites
{
    static readonly (string Program, string Package)[] Programs =
    [
        ("ganesha.nfsd", "nfs-ganesha"),
        ("dbus-daemon", "dbus"),
        ("dbus-send", "dbus"),
        ("btrfs", "btrfs-progs"),
        ("mkfs.btrfs", "btrfs-progs"),
        ("nsenter", "util-linux"),
    ];

    static readonly string[] LibraryDirectories = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];

    const string LoopControl = "/dev/loop-control";
    static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A kernel that has loop devices as a module may not have loaded it yet; what mounts a file asks for it by way of this device.</summary>
    public static async Task LoadLoopDevices(ICommandRunner commands, CancellationToken ct)
    {
        if (!File.Exists(LoopControl)) await commands.Run(new Command(["modprobe", "loop"], LoadTimeout), ct);
    }

    /// <summary>What is missing and what to do, in one sentence; null when all is there.</summary>
    public static string? Missing(LocalOptions options)
    {
        if (!Environment.IsPrivilegedProcess) return "The Local backend mounts file systems and serves NFS, so it needs root: start Abaca as root.";
        var packages = Programs.Where(needed => LocalCommandRunner.Find(needed.Program) is null).Select(needed => needed.Package).ToList();
        if (!HasVfs()) packages.Add("nfs-ganesha-vfs");
        if (packages.Count > 0) return $"Programs are missing: apt-get install {string.Join(' ', packages.Distinct())}";
        if (!File.Exists(LoopControl)) return $"The kernel has no loop devices ({LoopControl} is not there): run 'modprobe loop', or give the container that Abaca runs in this device and those that it makes.";
        return options.ExportNamespace is { } name && !File.Exists($"/run/netns/{name}")
            ? $"There is no network namespace {name} (ip netns list shows those there are)."
            : null;
    }

    /// <summary>Ganesha's part for ordinary file systems is a library of its own, in a directory that differs by architecture.</summary>
    static bool HasVfs() => LibraryDirectories.Where(Directory.Exists).Any(directory =>
        Directory.EnumerateDirectories(directory).Append(directory)
            .Any(one => File.Exists(Path.Combine(one, "ganesha", "libfsalvfs.so"))));
}
