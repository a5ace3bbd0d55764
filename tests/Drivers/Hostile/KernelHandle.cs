using System.Buffers.Binary;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// Handles of the kernel's NFS server: version 1, a zero, kind of file system id, kind of file id, and both. Kinds of file system ids are
/// a device (0, 3), a number of the exports table (1), a uuid (6 with 16 bytes) and others. File ids are the file system's own; ZFS has a length
/// (2), object (6) and generation (4), and for snapshots their number (6) and generation (4) as well.
/// </summary>
sealed class KernelHandle : IHandleForm
{
    const int FileKindAt = 3, FileSystemAt = 4;
    const byte Device = 0, Number = 1, Encoded = 3, Top = 0, Inode32 = 1;
    const int ZfsShort = 10, ZfsLong = 20;

    /// <summary>Bytes of a file system id, by its kind.</summary>
    static readonly int[] Lengths = [8, 4, 12, 8, 8, 8, 16, 24];

    static readonly ulong[] Objects = [0, 1, 2, 3, 4, 5, 6, 7, 8, 34, 128, 256];

    /// <inheritdoc/>
    public string Name => "kernel";

    /// <inheritdoc/>
    public bool Fits(byte[] handle) =>
        handle.Length > FileSystemAt && handle[0] == 1 && handle[1] == 0 && handle[2] < Lengths.Length && handle.Length >= FileSystemAt + Lengths[handle[2]];

    /// <inheritdoc/>
    public IEnumerable<byte[]> Forge(ForgersKit kit)
    {
        var known = kit.All.Where(Fits).ToList();
        var systems = Unlike(known.Select(SystemOf));
        var files = Unlike(known.Select(FileOf));
        var machine = Unlike(Machine(kit));
        return
        [
            .. Made(systems, files.Concat(OfZfs(known)).Concat(Inodes(kit))),
            .. Made(machine, files.Concat(Inodes(kit))),
        ];
    }

    static IEnumerable<byte[]> Made(IReadOnlyList<byte[]> systems, IEnumerable<byte[]> files) =>
        from file in Unlike(files)
        from system in systems
        select (byte[])[1, 0, system[0], file[0], .. system[1..], .. file[1..]];

    /// <summary>Kind and content of the file system's id.</summary>
    static byte[] SystemOf(byte[] handle) => [handle[2], .. handle[FileSystemAt..(FileSystemAt + Lengths[handle[2]])]];

    /// <summary>Kind and content of the file's id.</summary>
    static byte[] FileOf(byte[] handle) => [handle[FileKindAt], .. handle[(FileSystemAt + Lengths[handle[2]])..]];

    /// <summary>The root of the server's name space, and devices in both ways to name them, with the inode of their top and without.</summary>
    static IEnumerable<byte[]> Machine(ForgersKit kit)
    {
        for (uint number = 0; number < 4; number++) yield return [Number, .. BitConverter.GetBytes(number)];
        yield return [6, .. new byte[16]];
        foreach (var (major, minor) in kit.Devices)
        {
            foreach (var inode in kit.Inodes.Take(1).Append(2u).Append(0u))
            {
                yield return [Device, .. Big(major), .. Big(minor), .. BitConverter.GetBytes((uint)inode)];
                yield return [Encoded, .. BitConverter.GetBytes((minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12)), .. BitConverter.GetBytes((uint)inode)];
            }
        }
    }

    static IEnumerable<byte[]> Inodes(ForgersKit kit)
    {
        yield return [Top];
        foreach (var inode in kit.Inodes.Append(2u).Distinct())
            foreach (var generation in new uint[] { 0, 1 }) yield return [Inode32, .. BitConverter.GetBytes((uint)inode), .. BitConverter.GetBytes(generation)];
    }

    /// <summary>Objects of a dataset, and of snapshots with every number that they might have.</summary>
    static IEnumerable<byte[]> OfZfs(List<byte[]> known)
    {
        var ofZfs = known.Select(FileOf).Where(file => file.Length >= 13 && BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(1)) is ZfsShort or ZfsLong).ToList();
        if (ofZfs.Count == 0) yield break;
        var objects = ofZfs.Select(file => Convert.ToHexString(file[3..9])).Concat(Objects.Select(number => Convert.ToHexString(Six(number)))).Distinct().Select(Convert.FromHexString).ToList();
        var generations = ofZfs.Select(file => Convert.ToHexString(file[9..13])).Append("00000000").Append("07000000").Distinct().Select(Convert.FromHexString).ToList();
        foreach (var one in objects)
            foreach (var generation in generations) yield return [Inode32, ZfsShort, 0, .. one, .. generation];
        foreach (var one in ofZfs.Take(3))
            for (ulong snapshot = 0; snapshot < 400; snapshot++)
                yield return [Inode32, ZfsLong, 0, .. one[3..9], 0, 0, 0, 0, .. Six(snapshot), 0, 0, 0, 0];
    }

    static byte[] Six(ulong number) => BitConverter.GetBytes(number)[..6];

    static byte[] Big(uint number) => [(byte)(number >> 8), (byte)number];

    static List<byte[]> Unlike(IEnumerable<byte[]> all) => [.. all.DistinctBy(Convert.ToHexString)];
}
