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

    /// <summary>What is missing and what to do, in one sentence; null when all is there.</summary>
    public static string? Missing(LocalOptions options)
    {
        if (!Environment.IsPrivilegedProcess) return "The Local backend mounts file systems and serves NFS, so it needs root: start Abaca as root.";
        var packages = Programs.Where(needed => LocalCommandRunner.Find(needed.Program) is null).Select(needed => needed.Package).ToList();
        if (!HasVfs()) packages.Add("nfs-ganesha-vfs");
        if (packages.Count > 0) return $"Programs are missing: apt-get install {string.Join(' ', packages.Distinct())}";
        return options.ExportNamespace is { } name && !File.Exists($"/run/netns/{name}")
            ? $"There is no network namespace {name} (ip netns list shows those there are)."
            : null;
    }

    /// <summary>Ganesha's part for ordinary file systems is a library of its own, in a directory that differs by architecture.</summary>
    static bool HasVfs() => LibraryDirectories.Where(Directory.Exists).Any(directory =>
        Directory.EnumerateDirectories(directory).Append(directory)
            .Any(one => File.Exists(Path.Combine(one, "ganesha", "libfsalvfs.so"))));
}
