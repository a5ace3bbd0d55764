using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// What the first release has left in a pool: shares and snapshots that are subvolumes of it, parts of one file system. Each is copied into
/// an image of its own, and removed when that is whole and on disk; a start that is cut short goes on where it was. Nobody is served meanwhile.
/// </summary>
sealed class FirstPool(ImagePool pool, BackendSettings settings, IKernel kernel)
{
    const long Gib = 1L << 30;
    const long Mib = 1L << 20;

    static readonly TimeSpan LongestCopy = TimeSpan.FromDays(1);
    static readonly IReadOnlyDictionary<string, string> NoMarks = new Dictionary<string, string>();

    /// <summary>There is something to move.</summary>
    public bool IsThere => Left().Count > 0;

    /// <summary>Moves all of it.</summary>
    /// <exception cref="StoppedException">It cannot be; what has not been moved is as it was.</exception>
    public async Task Move(CancellationToken ct)
    {
        var left = Left();
        settings.Log.Say($"The pool is of the first release: its {left.Count} shares and snapshots get file systems of their own now. Nobody is served until that is done.");
        for (var i = 0; i < left.Count; i++)
        {
            await Move(left[i], ct);
            settings.Log.Say($"Moved {left[i]} ({i + 1} of {left.Count}).");
        }
        // Limits are sizes of images now, and counting costs with every snapshot. In a given directory others may count, too.
        if (pool.IsLoop) await pool.Tool(ct, "btrfs", "quota", "disable", pool.Root);
    }

    IReadOnlyList<string> Left() => [.. Subvolumes(pool.Root), .. Subvolumes(pool.Snapshots)];

    static IEnumerable<string> Subvolumes(string directory) => Directory.EnumerateDirectories(directory)
        .Where(path => Path.GetFileName(path)[0] != '.' && !path.EndsWith(ImagePool.Suffix, StringComparison.Ordinal))
        .Where(path => LibC.Look(path)?.Identity.Inode == LinuxKernel.TopInode)
        .Order(StringComparer.Ordinal);

    async Task Move(string subvolume, CancellationToken ct)
    {
        // The image of this name is whole; the service died before it removed what it was made of.
        if (!Directory.Exists(subvolume + ImagePool.Suffix)) await Copy(subvolume, ct);
        Must(await kernel.Remove(subvolume, ct), $"removing {subvolume}");
    }

    async Task Copy(string subvolume, CancellationToken ct)
    {
        var counted = QuotaTree.Of(subvolume) ?? throw StoppedException.Unclear($"The quota counters of {subvolume} cannot be read.");
        var sizeGib = (int)(((counted.LimitBytes ?? counted.UsedBytes) + Gib - 1) / Gib);
        // Files take a little more or less room here than they took there.
        var needed = (counted.UsedBytes + (counted.UsedBytes / 20) + (128 * Mib)) / Mib * Mib;
        await NeedRoom(subvolume, needed, ct);
        var (box, mount) = (Path.Combine(pool.Making, "moving"), Path.Combine(pool.Making, "moving" + ImagePool.MountSuffix));
        var traits = new ImageTraits(Math.Max(ImageSize.Of(Math.Max(1, sizeGib)), needed), Guid.NewGuid(), NoMarks);
        Must(await kernel.Copy(pool.Template, box, traits, ct), "making an image");
        Directory.CreateDirectory(mount);
        Must(await kernel.Mount(ImagePool.ImageIn(box), mount, ImageMount.Share, ct), "mounting an image");
        Must(await kernel.Resize(ImagePool.ImageIn(box), mount, traits.Length!.Value, ct), "filling an image");
        var copied = await settings.Commands.Run(new Command(["cp", "--archive", "--reflink=never", $"{subvolume}/.", mount], LongestCopy), ct);
        if (copied.Failed) throw StoppedException.Unclear($"{subvolume} could not be copied: {copied.Summary}");
        Must(await kernel.Sync(mount, ct), "writing an image to disk");
        Must(await kernel.Unmount(mount, ImagePool.ImageIn(box), detach: false, ct), "unmounting an image");
        Directory.Delete(mount);
        Must(await kernel.Move(box, subvolume + ImagePool.Suffix, ct), "moving an image to its place");
    }

    async Task NeedRoom(string subvolume, long bytes, CancellationToken ct)
    {
        await pool.MakeRoom(bytes, ct);
        var free = pool.Measure().Free;
        if (free < bytes)
        {
            throw StoppedException.Refused(MessageDetail.BackendNotReady,
                $"{subvolume} is of the first release and has to be copied into a file system of its own, which takes {(double)bytes / Gib:0.0} GiB; the pool has "
                + $"{(double)free / Gib:0.0} GiB free. Give it more room (local_pool_size_gib, or a larger disk) and start again. Nothing has been lost.");
        }
    }

    static void Must(int errno, string what)
    {
        if (errno != 0) throw Errno.Unclear(what, errno);
    }
}
