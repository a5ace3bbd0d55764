using System.Buffers.Binary;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// Handles of NFS-Ganesha for CephFS: <c>43</c>, flags, export id (2 bytes), length of the rest, and inode, snapshot and file system
/// (8 bytes each). Inodes are numbers of the whole file system, so only the cluster's caps keep an export in its share.
/// </summary>
sealed class GaneshaCephHandle : IHandleForm
{
    const int InodeAt = 5, SnapshotAt = 13, Rest = 24;

    /// <summary>What stands for "no snapshot"; the directory of snapshots is one more.</summary>
    const ulong NoSnapshot = ulong.MaxValue - 1;

    /// <summary>The file system's root and the MDS's own directories; the first inodes that an MDS gives out.</summary>
    static readonly ulong[] Inodes = [0, 1, 2, 3, 0x100, 0x101, 0x200, 0x600, .. Enumerable.Range(0, 24).Select(i => (1ul << 40) + (ulong)i)];

    static readonly ulong[] Snapshots = [NoSnapshot, ulong.MaxValue, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    /// <inheritdoc/>
    public string Name => "Ganesha, CephFS";

    /// <inheritdoc/>
    public bool Fits(byte[] handle) => handle.Length == InodeAt + Rest && handle[0] == 0x43 && handle[4] == Rest;

    /// <summary>NFS-Ganesha 4.3 with libcephfs 16 ends at snapshot 0, an assertion, and at others that cannot be.</summary>
    public bool Breaks(byte[] handle) => Fits(handle) && !Snapshots.Contains(SnapshotOf(handle));

    /// <summary>Reading a file in a snapshot that does not hold it ends Ganesha, or never ends. Whose an object is its number says: it is one of the whole cluster.</summary>
    public bool MayBeRead(byte[] handle) => !Fits(handle) || SnapshotOf(handle) == NoSnapshot;

    static ulong SnapshotOf(byte[] handle) => BinaryPrimitives.ReadUInt64LittleEndian(handle.AsSpan(SnapshotAt));

    /// <inheritdoc/>
    public IEnumerable<byte[]> Forge(ForgersKit kit)
    {
        var known = kit.All.Where(Fits).ToList();
        var exports = known.Select(handle => BinaryPrimitives.ReadUInt16BigEndian(handle.AsSpan(2))).Concat<ushort>([0, 1, 2, ushort.MaxValue]).Distinct();
        var inodes = known.Select(handle => BinaryPrimitives.ReadUInt64LittleEndian(handle.AsSpan(InodeAt))).Concat(Inodes).Distinct().ToList();
        return
            from export in exports
            from inode in inodes
            from snapshot in Snapshots
            from fileSystem in new ulong[] { 1, 0, 2 }
            select (byte[])
            [
                0x43, 0, (byte)(export >> 8), (byte)export, Rest,
                .. BitConverter.GetBytes(inode), .. BitConverter.GetBytes(snapshot), .. BitConverter.GetBytes(fileSystem),
            ];
    }
}
