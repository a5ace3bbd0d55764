using System.Buffers.Binary;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// Handles of NFS-Ganesha for local file systems: <c>43</c>, flags, export id (2 bytes), length of the rest, kind of file system id, major
/// and minor number of the device (4 bytes each), kind of the kernel's own handle, and that handle. For btrfs it holds object (8),
/// root (8) and generation (4), for ext4 inode (4) and generation (4), for XFS inode (8) and generation (4).
/// </summary>
sealed class GaneshaVfsHandle : IHandleForm
{
    const int DeviceAt = 6, KindAt = 14;
    const byte Inode32 = 1, Inode64 = 0x81, Btrfs = 0x4d;

    static readonly ulong[] Objects = [0, 1, 2, 5, 11, 64, 96, 128, 131, 256, 257, 258];
    static readonly ulong[] Roots = [0, 1, 5, 256, 257, 258, 259, 260, 261, 262];

    /// <inheritdoc/>
    public string Name => "Ganesha, local file system";

    /// <inheritdoc/>
    public bool Fits(byte[] handle) => handle.Length > KindAt && handle[0] == 0x43 && handle[4] == handle.Length - 5 && handle[5] == 0x45;

    /// <inheritdoc/>
    public IEnumerable<byte[]> Forge(ForgersKit kit)
    {
        var known = kit.All.Where(Fits).ToList();
        var exports = known.Select(ExportOf).Distinct().ToList();
        var devices = Unlike(known.Select(handle => handle[DeviceAt..KindAt]));
        var machine = Unlike(kit.Devices.Select(device => (byte[])[.. Word(device.Major), .. Word(device.Minor)]).Append(new byte[8]));
        var files = Unlike(known.Select(handle => handle[KindAt..]));
        return
        [
            .. Made(exports, devices, files.Concat(Guesses(kit, known, Roots, [0, .. known.Select(GenerationOf), 7]))),
            .. Made(exports.Append<ushort>(0), machine, files.Concat(Guesses(kit, known, [0, 5, 256], [0]))),
            .. Made([0, 1, 2, 3, 4, 5, ushort.MaxValue], devices, files),
        ];
    }

    static IEnumerable<byte[]> Made(IEnumerable<ushort> exports, IReadOnlyList<byte[]> devices, IEnumerable<byte[]> files) =>
        from file in Unlike(files)
        from export in exports
        from device in devices
        select (byte[])[0x43, 0, (byte)(export >> 8), (byte)export, (byte)(1 + device.Length + file.Length), 0x45, .. device, .. file];

    /// <summary>Kind and content of the kernel's handles, of every kind of file system.</summary>
    static IEnumerable<byte[]> Guesses(ForgersKit kit, List<byte[]> known, IReadOnlyList<ulong> roots, IReadOnlyList<uint> generations)
    {
        var ofBtrfs = known.Where(handle => handle[KindAt] == Btrfs).ToList();
        var allRoots = roots.Concat(ofBtrfs.Select(handle => BinaryPrimitives.ReadUInt64LittleEndian(handle.AsSpan(KindAt + 9)))).Distinct().ToList();
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

    static ushort ExportOf(byte[] handle) => BinaryPrimitives.ReadUInt16BigEndian(handle.AsSpan(2));

    static uint GenerationOf(byte[] handle) => BinaryPrimitives.ReadUInt32LittleEndian(handle.AsSpan(handle.Length - 4));

    static List<byte[]> Unlike(IEnumerable<byte[]> all) => [.. all.DistinctBy(Convert.ToHexString)];

    static byte[] Word(uint value) => BitConverter.GetBytes(value);

    static byte[] Long(ulong value) => BitConverter.GetBytes(value);
}
