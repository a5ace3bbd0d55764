using System.Runtime.InteropServices;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// What the driver asks of the kernel. Direct calls instead of the <c>btrfs</c> tool: a share costs three of them,
/// and starting a process costs a hundred times one. An interface because the kernel is a boundary that tests cut.
/// Calls that act answer with an error number of errno(3), 0 for success.
/// </summary>
public interface IBtrfs
{
    /// <summary>Makes an empty subvolume.</summary>
    Task<int> CreateSubvolume(string path, CancellationToken ct = default);

    /// <summary>Makes a snapshot of a subvolume.</summary>
    Task<int> Snapshot(string source, string target, bool readOnly, CancellationToken ct = default);

    /// <summary>Removes a subvolume with its content and its quota group.</summary>
    Task<int> Destroy(string path, CancellationToken ct = default);

    /// <summary>Swaps two subvolumes' names in one step.</summary>
    Task<int> Exchange(string one, string other, CancellationToken ct = default);

    /// <summary>Limits what a subvolume may refer to, in bytes; null for no limit.</summary>
    /// <remarks>By id and on the pool's own top directory: on the subvolume's path it fails once that is full.</remarks>
    Task<int> Limit(string pool, ulong subvolume, long? bytes, CancellationToken ct = default);

    /// <summary>Writes everything to disk and brings the counters up to date.</summary>
    Task<int> Commit(string pool, CancellationToken ct = default);

    /// <summary>Shows a directory in a second place.</summary>
    Task<int> Bind(string source, string target, CancellationToken ct = default);

    /// <summary>Ends that, also when it is in use; not mounted is success.</summary>
    Task<int> Unmount(string target, CancellationToken ct = default);

    /// <summary>Mounts a btrfs file system.</summary>
    Task<int> MountPool(string device, string target, CancellationToken ct = default);

    /// <summary>Id of the subvolume that the directory is in; null when there is no such directory or it is not on btrfs.</summary>
    ulong? SubvolumeAt(string path);

    /// <summary>Used bytes and limit of all subvolumes of the pool's file system, by subvolume id; null when quotas are off.</summary>
    IReadOnlyDictionary<ulong, QuotaGroup>? Quotas(string pool);

    /// <summary>Used bytes and limit of one subvolume; null when it has no counters.</summary>
    QuotaGroup? Quota(string pool, ulong subvolume);
}

/// <summary>Counters of one subvolume.</summary>
/// <param name="UsedBytes">What it refers to, as of the last commit.</param>
/// <param name="LimitBytes">What it may refer to; null for no limit.</param>
public sealed record QuotaGroup(long UsedBytes, long? LimitBytes);

/// <summary>The few errno(3) values that mean something to the driver, as on Linux.</summary>
static class Errno
{
    /// <summary>No such file.</summary>
    public const int NotThere = 2;

    /// <summary>Already there.</summary>
    public const int Exists = 17;

    /// <summary>Invalid: among others, "not mounted".</summary>
    public const int Invalid = 22;

    /// <summary>File system full.</summary>
    public const int NoSpace = 28;

    /// <summary>Over quota.</summary>
    public const int OverQuota = 122;

    /// <summary>A system call failed in a way that trying again may mend.</summary>
    public static StoppedException Unclear(string what, int errno) =>
        StoppedException.Unclear($"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (error {errno})");
}
