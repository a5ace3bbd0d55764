using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>Reads the sizes of the first release's shares, which were limits in btrfs's quota tree, by BTRFS_IOC_TREE_SEARCH; layouts are those of linux/btrfs_tree.h.</summary>
sealed class QuotaTree(SafeFileHandle directory)
{
    const nuint TreeSearch = 0xd0009411;
    const nuint LookUpInode = 0xd0009412;
    const ulong QuotaTreeId = 8;
    const uint CountersType = 242;
    const uint LimitType = 244;
    const ulong LimitReferenced = 1 << 0;
    const int ArgumentsLength = 4096;
    const int KeyLength = 104;
    const int HeaderLength = 32;
    const uint AsManyAsFit = 4096;

    /// <summary>The group of the subvolume at the path; null when there is none, or quotas are off.</summary>
    public static QuotaGroup? Of(string subvolume)
    {
        using var directory = LibC.OpenDirectory(subvolume);
        if (directory is null) return null;
        var arguments = new byte[ArgumentsLength];
        BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(sizeof(ulong)), LinuxKernel.TopInode);
        if (LibC.Control(directory, LookUpInode, arguments) != 0) return null;
        var id = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
        return new QuotaTree(directory).Read(id, id)?.GetValueOrDefault(id);
    }

    /// <summary>All groups with an id in the range; null when quotas are off.</summary>
    IReadOnlyDictionary<ulong, QuotaGroup>? Read(ulong first, ulong last)
    {
        var used = new Dictionary<ulong, long>();
        var limits = new Dictionary<ulong, long>();
        var counters = Walk(CountersType, first, last, (id, item) => used[id] = Read(item, 8));
        if (!counters) return null;
        Walk(LimitType, first, last, (id, item) =>
        {
            if (((ulong)Read(item, 0) & LimitReferenced) != 0) limits[id] = Read(item, 8);
        });
        return used.ToDictionary(
            group => group.Key,
            group => new QuotaGroup(group.Value, limits.TryGetValue(group.Key, out var limit) ? limit : null));
    }

    delegate void Item(ulong id, ReadOnlySpan<byte> content);

    /// <summary>Visits all items of one type in the range of ids; false when there is no quota tree.</summary>
    bool Walk(uint type, ulong first, ulong last, Item visit)
    {
        var arguments = new byte[ArgumentsLength];
        while (true)
        {
            WriteKey(arguments, type, first, last);
            if (LibC.Control(directory, TreeSearch, arguments) != 0) return false;
            var count = BinaryPrimitives.ReadUInt32LittleEndian(arguments.AsSpan(64));
            if (count == 0) return true;
            var offset = KeyLength;
            ulong id = 0;
            for (var i = 0; i < count; i++)
            {
                var header = arguments.AsSpan(offset, HeaderLength);
                id = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
                var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[28..]);
                if (BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) == type && id >= first && id <= last)
                    visit(id, arguments.AsSpan(offset + HeaderLength, length));
                offset += HeaderLength + length;
            }
            if (id >= last) return true;
            first = id + 1;
        }
    }

    /// <summary>The items' keys are (0, type, group id).</summary>
    static void WriteKey(byte[] arguments, uint type, ulong first, ulong last)
    {
        Array.Clear(arguments);
        ulong[] bounds = [QuotaTreeId, 0, 0, first, last, 0, ulong.MaxValue];
        for (var i = 0; i < bounds.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(i * 8), bounds[i]);
        uint[] rest = [type, type, AsManyAsFit];
        for (var i = 0; i < rest.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(arguments.AsSpan(56 + (i * 4)), rest[i]);
    }

    static long Read(ReadOnlySpan<byte> item, int offset) => BinaryPrimitives.ReadInt64LittleEndian(item[offset..]);
}

/// <summary>Counters of one subvolume.</summary>
/// <param name="UsedBytes">What it refers to, as of the last commit.</param>
/// <param name="LimitBytes">What it may refer to; null for no limit.</param>
sealed record QuotaGroup(long UsedBytes, long? LimitBytes);
