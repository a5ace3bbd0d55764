using System.Runtime.InteropServices;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// What the driver asks of the kernel: images (files with a file system in each), their boxes (a btrfs subvolume that holds one image, so that
/// copying and removing cost the same whatever is in it), and what is done with them. Direct calls instead of tools: a share costs a few,
/// starting a process costs a hundred times one, and a call has no output that could get lost. An interface because the kernel is a
/// boundary that tests cut. Calls that act may be repeated, and answer with an error number of errno(3), 0 for success.
/// </summary>
public interface IKernel
{
    /// <summary>Makes an empty box.</summary>
    Task<int> Make(string box, CancellationToken ct = default);

    /// <summary>Makes a box whose image shares all blocks with the source's, and makes it durable; replaces an unfinished one of that name.</summary>
    Task<int> Copy(string source, string target, ImageTraits traits, CancellationToken ct = default);

    /// <summary>Gives a box, or a file, another name, durably.</summary>
    Task<int> Move(string from, string to, CancellationToken ct = default);

    /// <summary>Swaps two boxes' names in one step, durably.</summary>
    Task<int> Exchange(string one, string other, CancellationToken ct = default);

    /// <summary>Removes a box with what is in it, durably; already gone is success.</summary>
    Task<int> Remove(string box, CancellationToken ct = default);

    /// <summary>Writes a mark on a file, durably.</summary>
    Task<int> Mark(string path, string name, string value, CancellationToken ct = default);

    /// <summary>Makes the file as long as that, durably; only for an image that is not mounted, or that grows.</summary>
    Task<int> SetLength(string image, long bytes, CancellationToken ct = default);

    /// <summary>Mounts the file system in the image, by the loop device that it has or a new one, which goes away with the mount.</summary>
    Task<int> Mount(string image, string target, ImageMount how, CancellationToken ct = default);

    /// <summary>Ends that; not mounted is success.</summary>
    /// <param name="target">The mount point.</param>
    /// <param name="image">The image that was mounted there: its loop device ends too. Null when nobody knows.</param>
    /// <param name="detach">Also when it is in use: whoever uses it may finish.</param>
    /// <param name="ct">Gives up.</param>
    Task<int> Unmount(string target, string? image, bool detach, CancellationToken ct = default);

    /// <summary>Gives a mounted image, and the file system in it, this size. <see cref="Errno.NoSpace"/>: it holds more.</summary>
    Task<int> Resize(string image, string target, long bytes, CancellationToken ct = default);

    /// <summary>Moves the metadata of a mounted file system into new chunks.</summary>
    Task<int> MoveMetadata(string target, CancellationToken ct = default);

    /// <summary>Writes everything of a mounted file system to its disk.</summary>
    Task<int> Sync(string target, CancellationToken ct = default);

    /// <summary>Looks at an image; null when there is none.</summary>
    ImageFacts? Look(string image);

    /// <summary>Reads a mark of a file; null when it has none.</summary>
    string? ReadMark(string path, string name);

    /// <summary>The btrfs file system that the directory is in; null when there is no such directory or it is not on btrfs.</summary>
    MountFacts? At(string directory);
}

/// <summary>What a copy of an image gets of its own.</summary>
/// <param name="Length">Length of the file; null: that of the source.</param>
/// <param name="Uuid">Identity of the file system in it; null: that of the source.</param>
/// <param name="Marks">Marks of the file, in place of the source's of these names.</param>
public sealed record ImageTraits(long? Length, Guid? Uuid, IReadOnlyDictionary<string, string> Marks);

/// <summary>How an image is mounted; blocks that are freed in it go back to what is below.</summary>
public enum ImageMount
{
    /// <summary>A share: devices, setuid and programs in it mean nothing on this machine.</summary>
    Share,
    /// <summary>The pool.</summary>
    Pool,
}

/// <summary>One image.</summary>
/// <param name="Length">Length of the file: the size of the share.</param>
/// <param name="AllocatedBytes">What it takes on the pool; blocks that it shares with others are counted.</param>
/// <param name="Uuid">Identity of the file system in it; null when there is none.</param>
public sealed record ImageFacts(long Length, long AllocatedBytes, Guid? Uuid);

/// <summary>One mounted file system.</summary>
/// <param name="Uuid">Its identity.</param>
/// <param name="IsTop">The directory is the top of the file system or of a subvolume.</param>
/// <param name="Writable">It takes writes; the kernel closes one after an error of its disk.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="FreeBytes">What is left of it.</param>
public sealed record MountFacts(Guid Uuid, bool IsTop, bool Writable, long Bytes, long FreeBytes)
{
    /// <summary>It takes no writes because the kernel closed it, and not because somebody mounted it so: mounted anew it may take them.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>The few errno(3) values that mean something to the driver, as on Linux.</summary>
public static class Errno
{
    /// <summary>No such file.</summary>
    public const int NotThere = 2;

    /// <summary>No such device or address: among others, a loop device without a file.</summary>
    public const int NoDevice = 6;

    /// <summary>In use.</summary>
    public const int Busy = 16;

    /// <summary>Invalid: among others, "not mounted".</summary>
    public const int Invalid = 22;

    /// <summary>File system full.</summary>
    public const int NoSpace = 28;

    /// <summary>Already there.</summary>
    public const int Exists = 17;

    /// <summary>The file system does not know such a call: it is no btrfs.</summary>
    public const int UnknownCall = 25;

    /// <summary>Over quota.</summary>
    public const int OverQuota = 122;

    /// <summary>Errors that stay until somebody does something: not permitted, denied, read-only, a name too long, no such call, not supported.</summary>
    static readonly int[] ForGood = [1, 13, 30, 36, 38, 95];

    /// <summary>A system call failed: in a way that trying again may mend, or for good.</summary>
    internal static StoppedException Unclear(string what, int errno)
    {
        var said = $"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (error {errno})";
        return ForGood.Contains(errno) ? StoppedException.Refused(MessageDetail.BackendNotReady, said) : StoppedException.Unclear(said);
    }

    static readonly string[] WordsForGood = ["read-only file system", "permission denied", "operation not permitted", "not supported"];

    /// <summary>A program failed: as <see cref="Unclear"/> says of a system call.</summary>
    internal static StoppedException Of(CommandResult run) => run.End == CommandEnd.Exited && WordsForGood.Any(run.Says)
        ? StoppedException.Refused(MessageDetail.BackendNotReady, run.Summary)
        : StoppedException.Unclear(run.Summary);
}
