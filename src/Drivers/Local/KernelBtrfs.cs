using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>The kernel's own answers. Request numbers and layouts are those of linux/btrfs.h and linux/btrfs_tree.h.</summary>
public sealed class KernelBtrfs : IBtrfs
{
    const nuint SubvolCreate = 0x5000940e;
    const nuint SnapCreateV2 = 0x50009417;
    const nuint SnapDestroy = 0x5000940f;
    const nuint QgroupCreate = 0x4010942a;
    const nuint QgroupLimit = 0x8030942b;
    const nuint InodeLookup = 0xd0009412;
    const nuint Sync = 0x9408;

    const ulong ReadOnlySnapshot = 1 << 1;
    const ulong LimitReferenced = 1 << 0;
    const ulong FirstFreeObject = 256;

    const int V1NameOffset = 8;
    const int V2NameOffset = 56;
    const int ArgumentsLength = 4096;

    /// <inheritdoc/>
    public Task<int> CreateSubvolume(string path, CancellationToken ct = default) => Task.Run(
        () =>
        {
            var arguments = NamedArguments(path, V1NameOffset);
            return OnDirectory(Parent(path), directory => LibC.Control(directory, SubvolCreate, arguments));
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Snapshot(string source, string target, bool readOnly, CancellationToken ct = default) => Task.Run(
        () => OnDirectory(source, from =>
        {
            var arguments = NamedArguments(target, V2NameOffset);
            BinaryPrimitives.WriteInt64LittleEndian(arguments, from.DangerousGetHandle());
            BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(16), readOnly ? ReadOnlySnapshot : 0);
            return OnDirectory(Parent(target), directory => LibC.Control(directory, SnapCreateV2, arguments));
        }),
        ct);

    /// <inheritdoc/>
    public Task<int> Destroy(string path, CancellationToken ct = default) => Task.Run(
        () =>
        {
            var group = SubvolumeAt(path);
            var arguments = NamedArguments(path, V1NameOffset);
            return OnDirectory(Parent(path), directory =>
            {
                var failed = LibC.Control(directory, SnapDestroy, arguments);
                // Newer kernels drop the quota group themselves, older ones leave it; both are fine.
                if (failed == 0 && group is { } id) LibC.Control(directory, QgroupCreate, Words(0, id));
                return failed;
            });
        },
        ct);

    /// <inheritdoc/>
    public Task<int> Exchange(string one, string other, CancellationToken ct = default) =>
        Task.Run(() => LibC.Exchange(one, other), ct);

    /// <inheritdoc/>
    public Task<int> Limit(string pool, ulong subvolume, long? bytes, CancellationToken ct = default) => Task.Run(
        () => OnDirectory(pool, directory =>
            LibC.Control(directory, QgroupLimit, Words(subvolume, LimitReferenced, bytes is { } most ? (ulong)most : ulong.MaxValue, 0, 0, 0))),
        ct);

    /// <inheritdoc/>
    public Task<int> Commit(string pool, CancellationToken ct = default) =>
        Task.Run(() => OnDirectory(pool, directory => LibC.Control(directory, Sync, [])), ct);

    /// <inheritdoc/>
    public Task<int> Bind(string source, string target, CancellationToken ct = default) =>
        Task.Run(() => LibC.Mount(source, target, null, LibC.MountBind, null), ct);

    /// <inheritdoc/>
    public Task<int> Unmount(string target, CancellationToken ct = default) => Task.Run(
        () => LibC.Unmount(target) is var failed and not (Errno.Invalid or Errno.NotThere) ? failed : 0, ct);

    /// <inheritdoc/>
    public Task<int> MountPool(string device, string target, CancellationToken ct = default) =>
        Task.Run(() => LibC.Mount(device, target, "btrfs", LibC.MountNoAccessTimes, "discard=async"), ct);

    /// <inheritdoc/>
    public ulong? SubvolumeAt(string path)
    {
        ulong? found = null;
        OnDirectory(path, directory =>
        {
            var arguments = new byte[ArgumentsLength];
            BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(8), FirstFreeObject);
            var failed = LibC.Control(directory, InodeLookup, arguments);
            if (failed == 0) found = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
            return failed;
        });
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ulong, QuotaGroup>? Quotas(string pool)
    {
        using var directory = LibC.OpenDirectory(pool);
        return directory is null ? null : new QuotaTree(directory).Read(0, QuotaTree.LastSubvolume);
    }

    /// <inheritdoc/>
    public QuotaGroup? Quota(string pool, ulong subvolume)
    {
        using var directory = LibC.OpenDirectory(pool);
        return directory is null ? null : new QuotaTree(directory).Read(subvolume, subvolume)?.GetValueOrDefault(subvolume);
    }

    static int OnDirectory(string path, Func<SafeFileHandle, int> call)
    {
        using var directory = LibC.OpenDirectory(path);
        return directory is null ? Marshal.GetLastPInvokeError() : call(directory);
    }

    static string Parent(string path) => Path.GetDirectoryName(path)!;

    static byte[] NamedArguments(string path, int offset)
    {
        var arguments = new byte[ArgumentsLength];
        Encoding.UTF8.GetBytes(Path.GetFileName(path), arguments.AsSpan(offset));
        return arguments;
    }

    static byte[] Words(params ReadOnlySpan<ulong> words)
    {
        var bytes = new byte[words.Length * sizeof(ulong)];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), words[i]);
        return bytes;
    }
}
