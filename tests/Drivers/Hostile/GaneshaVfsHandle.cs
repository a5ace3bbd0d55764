using System.Buffers.Binary;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// Handles of NFS-Ganesha for local file systems: <c>43</c>, flags, export id (2 bytes), length of the rest, kind of file system id, that id,
/// kind of the kernel's own handle, and that handle. The file system is named by its device (major and minor number, 4 bytes each) or its
/// UUID (16 bytes). The kernel's handle holds for btrfs object (8), root (8) and generation (4), for ext4 inode (4) and generation (4), for
/// XFS inode (8) and generation (4).
/// </summary>
sealed class GaneshaVfsHandle : IHandleForm
{
    const int RestAt = 4, SystemAt = 5;
    const byte Device = 0x45, Inode32 = 1, Inode64 = 0x81, Btrfs = 0x4d;

    static readonly ulong[] Objects = [0, 1, 2, 5, 11, 64, 96, 128, 131, 256, 257, 258];
    static readonly ulong[] Roots = [0, 1, 5, 256, 257, 258, 259, 260, 261, 262];

    /// <inheritdoc/>
    public string Name => "Ganesha, local file system";

    /// <inheritdoc/>
    public bool Fits(byte[] handle) => handle.Length > RestAt && handle[0] == 0x43 && handle[RestAt] == handle.Length - SystemAt && KindAt(handle) is not null;

    /// <inheritdoc/>
    public IEnumerable<byte[]> Forge(ForgersKit kit)
    {
        var known = kit.All.Where(Fits).ToList();
        var exports = known.Select(ExportOf).Distinct().ToList();
        var systems = Unlike(known.Select(handle => handle[SystemAt..KindAt(handle)!.Value]));
        var machine = Unlike(Machine(kit, systems[0][0]));
        var files = Unlike(known.Select(handle => handle[KindAt(handle)!.Value..]));
        return
        [
            .. Made(exports, systems, files.Concat(Guesses(kit, files, Roots, [0, .. known.Select(GenerationOf), 7]))),
            .. Made(exports.Append<ushort>(0), machine, files.Concat(Guesses(kit, files, [0, 5, 256], [0]))),
            .. Made([0, 1, 2, 3, 4, 5, ushort.MaxValue], systems, files),
        ];
    }

    /// <summary>Other file systems of the machine: by device, and by UUID in both orders of bytes.</summary>
    static IEnumerable<byte[]> Machine(ForgersKit kit, byte kind)
    {
        yield return [Device, .. new byte[8]];
        foreach (var (major, minor) in kit.Devices) yield return [Device, .. Word(major), .. Word(minor)];
        foreach (var uuid in kit.Uuids)
        {
            yield return [kind, .. uuid];
            yield return [kind, .. uuid[..8].Reverse(), .. uuid[8..].Reverse()];
        }
    }

    static IEnumerable<byte[]> Made(IEnumerable<ushort> exports, IReadOnlyList<byte[]> systems, IEnumerable<byte[]> files) =>
        from file in Unlike(files)
        from export in exports
        from system in systems
        select (byte[])[0x43, 0, (byte)(export >> 8), (byte)export, (byte)(system.Length + file.Length), .. system, .. file];

    /// <summary>Kind and content of the kernel's handles, of every kind of file system.</summary>
    static IEnumerable<byte[]> Guesses(ForgersKit kit, List<byte[]> known, IReadOnlyList<ulong> roots, IReadOnlyList<uint> generations)
    {
        var ofBtrfs = known.Where(file => file[0] == Btrfs).ToList();
        var allRoots = roots.Concat(ofBtrfs.Select(file => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(9)))).Distinct().ToList();
        foreach (var inode in Objects.Concat(kit.Inodes).Distinct())
        {
            foreach (var generation in generations.Distinct())
            {
                if (ofBtrfs.Count > 0)
                    foreach (var root in allRoots) yield return [Btrfs, .. Long(inode), .. Long(root), .. Word(generation)];
                yield return [Inode32, .. Word((uint)inode), .. Word(generation)];
                yield return [Inode64, .. Long(inode), .. Word(generation)];
            }
        }
    }

    /// <summary>Where the kernel's handle begins: where its kind fits what is left.</summary>
    static int? KindAt(byte[] handle)
    {
        foreach (var at in new[] { SystemAt + 1 + 8, SystemAt + 1 + 16 })
        {
            if (at >= handle.Length) continue;
            var left = handle.Length - at - 1;
            if ((handle[at], left) is (Btrfs, 20) or (Inode32, 8) or (Inode64, 12)) return at;
        }
        return null;
    }

    static ushort ExportOf(byte[] handle) => BinaryPrimitives.ReadUInt16BigEndian(handle.AsSpan(2));

    static uint GenerationOf(byte[] handle) => BinaryPrimitives.ReadUInt32LittleEndian(handle.AsSpan(handle.Length - 4));

    static List<byte[]> Unlike(IEnumerable<byte[]> all) => [.. all.DistinctBy(Convert.ToHexString)];

    static byte[] Word(uint value) => BitConverter.GetBytes(value);

    static byte[] Long(ulong value) => BitConverter.GetBytes(value);
}
