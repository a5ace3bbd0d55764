using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>The kernel's own answers. Request numbers and layouts are those of linux/fs.h and linux/btrfs.h.</summary>
public sealed class LinuxKernel : IKernel
{
    const nuint CreateSubvolume = 0x5000940e;
    const nuint CopySubvolume = 0x50009417;
    const nuint RemoveSubvolume = 0x5000940f;
    const nuint CommitAll = 0x9408;
    const int CopyNameOffset = 56;
    const nuint BtrfsResize = 0x50009403;
    const nuint BtrfsInfo = 0x8400941f;
    const nuint BtrfsBalance = 0xc4009420;
    const ulong BalanceMetadata = 1 << 2;
    const int ArgumentsLength = 4096;
    const int NameOffset = 8;
    const int InfoLength = 1024;
    const int InfoUuid = 16;
    internal const ulong TopInode = 256;
    const string Prefix = "user.abaca.";
    const string GivenBackBelow = "25"; // percent in use

    readonly LoopDevices loops = new();

    /// <inheritdoc/>
    public Task<int> Make(string box, CancellationToken ct = default) => Do(
        () => Named(box, CreateSubvolume, Arguments(box, NameOffset)) is var failed and not 0 and not Errno.Exists ? failed : 0, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// The copy is of one moment: the kernel holds back what is written into the source meanwhile. Whatever the file system in it has flushed
    /// is in it, as after a power failure.
    /// </remarks>
    public Task<int> Copy(string source, string target, ImageTraits traits, CancellationToken ct = default) => Do(
        () =>
        {
            if (RemoveBox(target) is var unremoved and not 0) return unremoved;
            var failed = OnDirectory(source, from =>
            {
                var arguments = Arguments(target, CopyNameOffset);
                BinaryPrimitives.WriteInt64LittleEndian(arguments, from.DangerousGetHandle());
                return Named(target, CopySubvolume, arguments);
            });
            if (failed != 0) return failed;
            using var image = File.OpenHandle(ImagePool.ImageIn(target), access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
            if (traits.Uuid is { } uuid) Superblock.Write(image, uuid);
            if (traits.Length is { } length) RandomAccess.SetLength(image, length);
            foreach (var (name, value) in traits.Marks)
                if (LibC.SetAttribute(image, Prefix + name, Encoding.UTF8.GetBytes(value)) is var unmarked and not 0)
                    return unmarked;
            return LibC.Sync(image);
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Move(string from, string to, CancellationToken ct = default) => Do(
        () =>
        {
            if (Directory.Exists(from)) Directory.Move(from, to);
            else File.Move(from, to, overwrite: true);
            return SyncParents(from, to);
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Exchange(string one, string other, CancellationToken ct = default) =>
        Do(() => LibC.Exchange(one, other) is var failed and not 0 ? failed : SyncParents(one, other), ct);

    /// <inheritdoc/>
    /// <remarks>The commit also wakes the kernel's cleaner, which frees what was in the box in its own time.</remarks>
    public Task<int> Remove(string box, CancellationToken ct = default) =>
        Do(() => RemoveBox(box) is var failed and not 0 ? failed : Named(box, CommitAll, []), ct);

    /// <inheritdoc/>
    public Task<int> Mark(string path, string name, string value, CancellationToken ct = default) => Do(
        () =>
        {
            using var file = File.OpenHandle(path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
            return LibC.SetAttribute(file, Prefix + name, Encoding.UTF8.GetBytes(value)) is var failed and not 0 ? failed : LibC.Sync(file);
        },
        ct);

    /// <inheritdoc/>
    public Task<int> SetLength(string image, long bytes, CancellationToken ct = default) => Do(() => Lengthen(image, bytes), ct);

    /// <inheritdoc/>
    public Task<int> Mount(string image, string target, ImageMount how, CancellationToken ct = default) => Do(
        () =>
        {
            var failed = MountOnce(image, target, how);
            // A device that ends by itself may have been on its way out when it was found.
            return failed == Errno.NoDevice ? MountOnce(image, target, how) : failed;
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Unmount(string target, string? image, bool detach, CancellationToken ct = default) => Do(
        () =>
        {
            if (LibC.Unmount(target, detach) is var failed and not (0 or Errno.Invalid or Errno.NotThere)) return failed;
            if (image is not null && LibC.Look(image) is { } file) loops.Release(file.Identity);
            return 0;
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Resize(string image, string target, long bytes, CancellationToken ct = default) => Do(
        () =>
        {
            if (new FileInfo(image).Length < bytes && Lengthen(image, bytes) is var unlengthened and not 0) return unlengthened;
            if (loops.Refresh(image) is var unrefreshed and not 0) return unrefreshed;
            if (At(target)?.Bytes != bytes && ResizeMounted(target, bytes) is var unresized and not 0) return unresized;
            if (new FileInfo(image).Length == bytes) return 0;
            return Lengthen(image, bytes) is var unshortened and not 0 ? unshortened : loops.Refresh(image);
        },
        ct);

    /// <inheritdoc/>
    public Task<int> MoveMetadata(string target, CancellationToken ct = default) => Do(
        () => OnDirectory(target, directory =>
        {
            var arguments = new byte[InfoLength];
            BinaryPrimitives.WriteUInt64LittleEndian(arguments, BalanceMetadata);
            return LibC.Control(directory, BtrfsBalance, arguments);
        }),
        ct);

    /// <inheritdoc/>
    public Task<int> Sync(string target, CancellationToken ct = default) => Do(() => OnDirectory(target, LibC.SyncFileSystem), ct);

    /// <inheritdoc/>
    public ImageFacts? Look(string image)
    {
        if (LibC.Look(image) is not { } facts) return null;
        try
        {
            using var file = File.OpenHandle(image, share: FileShare.ReadWrite | FileShare.Delete);
            return new ImageFacts(facts.Length, facts.AllocatedBytes, Superblock.Read(file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public string? ReadMark(string path, string name) =>
        LibC.ReadAttribute(path, Prefix + name) is { } value ? Encoding.UTF8.GetString(value) : null;

    /// <inheritdoc/>
    public MountFacts? At(string directory)
    {
        var info = new byte[InfoLength];
        if (OnDirectory(directory, file => LibC.Control(file, BtrfsInfo, info)) != 0) return null;
        var space = new DriveInfo(directory);
        var writable = LibC.IsWritable(directory);
        return new MountFacts(
            new Guid(info.AsSpan(InfoUuid, 16), bigEndian: true), LibC.Look(directory)?.Identity.Inode == TopInode, writable,
            space.TotalSize, space.TotalFreeSpace)
        {
            IsClosed = !writable && IsMountedToWrite(directory),
        };
    }

    /// <summary>
    /// Whether the mount itself (mountinfo(5), field 6) is for writing: what an administrator makes read-only is so in the mount and in the file system,
    /// what the kernel closes after an error only in the file system.
    /// </summary>
    static bool IsMountedToWrite(string directory)
    {
        var last = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .LastOrDefault(fields => fields.Length > 5 && Unescaped(fields[4]) == directory);
        return last is not null && last[5].Split(',').Contains("rw");
    }

    static string Unescaped(string path) => path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);

    int MountOnce(string image, string target, ImageMount how)
    {
        var failed = loops.Attach(image, out var device, out var path);
        if (failed != 0) return failed;
        using (device)
        {
            var flags = LibC.MountNoSetuid | LibC.MountNoDevices | LibC.MountNoAccessTimes | (how == ImageMount.Share ? LibC.MountNoPrograms : 0);
            failed = LibC.Mount(path, target, "btrfs", flags, "discard=async");
        }
        if (failed == 0 && how == ImageMount.Share) GiveBackChunks(target);
        return failed;
    }

    /// <summary>
    /// Data chunks that become mostly empty are emptied and given back, so that a share that once was full of data has room for the metadata
    /// of many small files. Kernels before 5.19 cannot; a share works without.
    /// </summary>
    void GiveBackChunks(string target)
    {
        try
        {
            if (At(target) is { } seen) File.WriteAllText($"/sys/fs/btrfs/{seen.Uuid}/allocation/data/bg_reclaim_threshold", GivenBackBelow);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    static int RemoveBox(string box) =>
        Directory.Exists(box) && Named(box, RemoveSubvolume, Arguments(box, NameOffset)) is var failed and not Errno.NotThere ? failed : 0;

    static int Named(string path, nuint request, byte[] arguments) =>
        OnDirectory(Path.GetDirectoryName(path)!, directory => LibC.Control(directory, request, arguments));

    static byte[] Arguments(string path, int offset)
    {
        var arguments = new byte[ArgumentsLength];
        Encoding.UTF8.GetBytes(Path.GetFileName(path), arguments.AsSpan(offset));
        return arguments;
    }

    static int ResizeMounted(string target, long bytes) => OnDirectory(target, directory =>
    {
        var arguments = new byte[ArgumentsLength];
        Encoding.ASCII.GetBytes(bytes.ToString(CultureInfo.InvariantCulture), arguments.AsSpan(NameOffset));
        // More than 0: another operation that excludes it is under way.
        var answer = LibC.Ioctl(directory, BtrfsResize, arguments);
        return answer > 0 ? Errno.Busy : LibC.Failed(answer);
    });

    static int Lengthen(string image, long bytes)
    {
        using var file = File.OpenHandle(image, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        RandomAccess.SetLength(file, bytes);
        return LibC.Sync(file);
    }

    static int SyncParents(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            if (OnDirectory(Path.GetDirectoryName(path)!, LibC.Sync) is var failed and not 0)
                return failed;
        return 0;
    }

    static int OnDirectory(string path, Func<SafeFileHandle, int> call)
    {
        using var directory = LibC.OpenDirectory(path);
        return directory is null ? Marshal.GetLastPInvokeError() : call(directory);
    }

    /// <summary>.NET keeps the kernel's error number in the exceptions of its file calls.</summary>
    static Task<int> Do(Func<int> call, CancellationToken ct) => Task.Run(
        () =>
        {
            try
            {
                return call();
            }
            catch (FileNotFoundException)
            {
                return Errno.NotThere;
            }
            catch (IOException failed) when (failed.HResult is > 0 and < 4096)
            {
                return failed.HResult;
            }
        },
        ct);
}
