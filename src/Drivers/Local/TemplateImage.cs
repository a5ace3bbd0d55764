using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// Makes the image of an empty share. btrfs gives its space away in chunks, for data or for metadata, as the need comes; here the first
/// metadata chunk is a large one from the beginning, so that the rest is data's and a share is full where its size is, and deleting and
/// truncating find room for their bookkeeping in a share that is full.
/// </summary>
sealed class TemplateImage(ImagePool pool, BackendSettings settings, IKernel kernel)
{
    /// <summary>The kernel makes chunks of a tenth of a small file system: the metadata chunk is of 64 MiB.</summary>
    const long Length = 640L << 20;
    const UnixFileMode OpenToAll = (UnixFileMode)0x1ff;

    /// <summary>Makes it under another name first, so that a file that bears the name is whole.</summary>
    /// <exception cref="StoppedException">The pool is not on btrfs, or something failed.</exception>
    public async Task Make(CancellationToken ct)
    {
        var (box, mount) = (Path.Combine(pool.Making, "template"), Path.Combine(pool.Making, "template" + ImagePool.MountSuffix));
        var (image, failed) = (ImagePool.ImageIn(box), await kernel.Make(box, ct));
        if (failed == Errno.UnknownCall)
            throw StoppedException.Refused(MessageDetail.BackendNotReady, $"{pool.Root} is not a directory on btrfs. Set local_pool_path to one that is, or leave it empty.");
        Must(failed, "making an empty share");
        await using (var file = new FileStream(image, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.SetLength(Length);
        }
        await pool.Tool(ct, "mkfs.btrfs", "--quiet", "--force", "--metadata", "single", "--data", "single", image);
        Directory.CreateDirectory(mount);
        Must(await kernel.Mount(image, mount, ImageMount.Share, ct), "mounting an empty share");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(mount, OpenToAll);
        Must(await kernel.MoveMetadata(mount, ct), "arranging an empty share");
        Must(await kernel.Unmount(mount, image, detach: false, ct), "unmounting an empty share");
        Directory.Delete(mount);
        Must(await kernel.Move(box, pool.Template, ct), "making an empty share");
        settings.Log.Say($"Made {pool.Template}, which new shares are copied from.");
    }

    static void Must(int errno, string what)
    {
        if (errno != 0) throw Errno.Unclear(what, errno);
    }
}
