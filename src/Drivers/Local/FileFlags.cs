using System.Buffers.Binary;

namespace Abaca.Drivers.Local;

/// <summary>Attributes of files as of chattr(1).</summary>
static class FileFlags
{
    const nuint Get = 0x80086601;
    const nuint Set = 0x40086602;
    const uint NoCopyOnWrite = 0x800000;

    /// <summary>
    /// Files that are made in these directories from now on are written in place, as far as no copy shares their blocks: what is in an image
    /// has its own checksums, and doing the work twice would cost twice. A file system that has no such attribute needs none.
    /// </summary>
    public static void SetNoCopyOnWrite(params ReadOnlySpan<string> directories)
    {
        foreach (var path in directories)
        {
            using var directory = LibC.OpenDirectory(path);
            var flags = new byte[sizeof(ulong)];
            if (directory is null || LibC.Control(directory, Get, flags) != 0) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(flags, BinaryPrimitives.ReadUInt32LittleEndian(flags) | NoCopyOnWrite);
            _ = LibC.Control(directory, Set, flags);
        }
    }
}
