using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>
/// The identity of the btrfs file system in an image. Copies need one each: two of the same cannot be mounted, and NFS handles hold it.
/// Since Linux 5.0 the superblock may hold an identity of its own beside the one that all blocks bear ("metadata uuid"), so that changing
/// it is one write, which <c>btrfstune -m</c> does too; it takes no look at the rest, so a copy with a log that waits to be replayed is as
/// good as one without. Layout: struct btrfs_super_block of linux/btrfs_tree.h.
/// </summary>
static class Superblock
{
    const int Length = 4096;
    const int Checked = 32;
    const int Uuid = 0x20;
    const int Magic = 0x40;
    const int Incompatible = 0xbc;
    const int ChecksumType = 0xc4;
    const int MetadataUuid = 0x23b;
    const ulong HasMetadataUuid = 0x400;
    const int UuidLength = 16;

    static readonly long[] Places = [64L << 10, 64L << 20, 256L << 30];

    /// <summary>The identity; null when there is no btrfs in it.</summary>
    public static Guid? Read(SafeFileHandle image)
    {
        var block = new byte[Length];
        return IsRead(image, Places[0], block) ? new Guid(block.AsSpan(Uuid, UuidLength), bigEndian: true) : null;
    }

    /// <summary>Gives an image that is not mounted an identity.</summary>
    /// <exception cref="IOException">There is no btrfs in it, or one with other checksums than ours.</exception>
    public static void Write(SafeFileHandle image, Guid uuid)
    {
        var block = new byte[Length];
        if (!IsRead(image, Places[0], block)) throw new IOException("The image holds no btrfs file system.");
        foreach (var place in Places)
            if (IsRead(image, place, block))
                Write(image, uuid, place, block);
    }

    static void Write(SafeFileHandle image, Guid uuid, long place, byte[] block)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(ChecksumType)) != 0) throw new IOException("The image's file system has unknown checksums.");
        var features = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(Incompatible));
        if ((features & HasMetadataUuid) == 0) block.AsSpan(Uuid, UuidLength).CopyTo(block.AsSpan(MetadataUuid));
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(Incompatible), features | HasMetadataUuid);
        uuid.TryWriteBytes(block.AsSpan(Uuid, UuidLength), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(block, Checksum(block));
        RandomAccess.Write(image, block, place);
    }

    static bool IsRead(SafeFileHandle image, long place, byte[] block) =>
        RandomAccess.Read(image, block, place) == Length && block.AsSpan(Magic, 8).SequenceEqual("_BHRfS_M"u8);

    static uint Checksum(ReadOnlySpan<byte> block)
    {
        var sum = uint.MaxValue;
        foreach (var one in block[Checked..]) sum = BitOperations.Crc32C(sum, one);
        return ~sum;
    }
}
