using System.Globalization;
using System.Runtime.InteropServices;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Directories of clusters; their names hold the id of the process that made them, so that what a killed run has left is found.</summary>
static class CephClusterDirectory
{
    const string Mark = "abaca-ceph-";
    const int Detach = 2; // MNT_DETACH

    static int made;

    /// <summary>Makes one, after removing those of processes that are no more.</summary>
    public static async Task<string> Make(CancellationToken ct)
    {
        foreach (var old in Directory.EnumerateDirectories(Path.GetTempPath(), Mark + "*"))
        {
            ct.ThrowIfCancellationRequested();
            if (Owner(old) is { } owner && !Directory.Exists($"/proc/{owner}")) await Remove(old);
        }
        var path = Path.Combine(Path.GetTempPath(), string.Create(
            CultureInfo.InvariantCulture, $"{Mark}{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Unmounts what is mounted in it and removes it. Two processes may do so at once.</summary>
    public static async Task Remove(string path)
    {
        foreach (var mount in await Mounts(path)) _ = Unmount(mount, Detach);
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was faster.
        }
    }

    /// <summary>Mount points below a directory, the deepest first.</summary>
    public static async Task<IReadOnlyList<string>> Mounts(string path) =>
    [
        .. (await File.ReadAllLinesAsync("/proc/self/mounts")).Select(line => line.Split(' ')[1])
            .Where(mount => mount.StartsWith(path + "/", StringComparison.Ordinal)).OrderByDescending(mount => mount.Length),
    ];

    static int? Owner(string directory)
    {
        var parts = Path.GetFileName(directory)[Mark.Length..].Split('-');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var owner) ? owner : null;
    }

    [DllImport("libc", EntryPoint = "umount2", SetLastError = true)]
    static extern int Unmount([MarshalAs(UnmanagedType.LPUTF8Str)] string target, int flags);
}
