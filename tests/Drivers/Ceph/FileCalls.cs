using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>System calls on files, with the errno that exceptions would hide. They block.</summary>
static class FileCalls
{
    const int Piece = 1 << 20;
    const int WriteOnly = 1;
    const int CreateTruncate = 0x40 | 0x200;
    const int AppendOnly = 0x400;
    const int Detach = 2; // MNT_DETACH

    /// <summary>Writes a whole file, replacing an old one, and flushes it.</summary>
    public static (int Error, byte[] Content) Write(string path, ReadOnlySpan<byte> content)
    {
        var handle = Open(path, WriteOnly | CreateTruncate, 0x1A4); // rw-r--r--
        if (handle < 0) return (Marshal.GetLastPInvokeError(), []);
        var error = Append(handle, content);
        if (Close(handle) != 0 && error == 0) error = Marshal.GetLastPInvokeError();
        return (error, []);
    }

    /// <summary>Opens for appending, making the file when there is none.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static int OpenForWriting(string path)
    {
        var handle = Open(path, WriteOnly | AppendOnly | 0x40, 0x1A4);
        return handle >= 0 ? handle : throw new IOException(Words(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Writes all of it and flushes.</summary>
    public static int Append(int handle, ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var wrote = Write(handle, in content[0], (nuint)Math.Min(Piece, content.Length));
            if (wrote < 0) return Marshal.GetLastPInvokeError();
            content = content[(int)wrote..];
        }
        return Sync(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Reads a whole file.</summary>
    public static (int Error, byte[] Content) Read(string path)
    {
        var handle = Open(path, 0, 0);
        if (handle < 0) return (Marshal.GetLastPInvokeError(), []);
        using var content = new MemoryStream();
        var piece = new byte[Piece];
        nint got;
        while ((got = Read(handle, ref piece[0], Piece)) > 0) content.Write(piece, 0, (int)got);
        var error = got < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(handle);
        return (error, content.ToArray());
    }

    /// <summary>Names in a directory, one a line, sorted.</summary>
    public static (int Error, byte[] Content) List(string path)
    {
        var directory = OpenDirectory(path);
        if (directory == 0) return (Marshal.GetLastPInvokeError(), []);
        var names = new List<string>();
        while (true)
        {
            Marshal.SetLastSystemError(0);
            var entry = ReadDirectory(directory);
            if (entry == 0) break;
            var name = Marshal.PtrToStringUTF8(entry + 19)!; // struct dirent of 64-bit Linux: after inode, offset, length and type
            if (name is not "." and not "..") names.Add(name);
        }
        var error = Marshal.GetLastPInvokeError();
        _ = CloseDirectory(directory);
        names.Sort(StringComparer.Ordinal);
        return (error, Encoding.UTF8.GetBytes(string.Join('\n', names)));
    }

    /// <summary>An extended attribute, or the errno in words.</summary>
    public static string Attribute(string path, string name)
    {
        var value = new byte[256];
        var size = GetAttribute(path, name, ref value[0], (nuint)value.Length);
        return size < 0 ? Words(Marshal.GetLastPInvokeError()) : Encoding.UTF8.GetString(value, 0, (int)size);
    }

    /// <summary>Removes a file; errno, or 0.</summary>
    public static int Remove(string path) => Unlink(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Unmounts; errno, or 0.</summary>
    public static int Unmount(string path, bool detach) => Unmount(path, detach ? Detach : 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>What an errno means to a client of a share.</summary>
    /// <param name="errno">0 is fine.</param>
    /// <param name="writes">Whoever is mounted may read, so a write that is not permitted means read-only.</param>
    public static ClientEnd EndOf(int errno, bool writes) => errno switch
    {
        0 => ClientEnd.Ok,
        30 => ClientEnd.ReadOnly,
        1 or 13 => writes ? ClientEnd.ReadOnly : ClientEnd.Denied,
        28 or 122 => ClientEnd.Full,
        103 or 107 or 108 or 116 => ClientEnd.Denied, // aborted, not connected, shut down, stale: what evicted clients see
        2 => ClientEnd.Missing,
        _ => ClientEnd.Failed,
    };

    /// <summary>An errno in words.</summary>
    public static string Words(int errno) => string.Create(CultureInfo.InvariantCulture, $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int handle);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    static extern nint Read(int handle, ref byte to, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    static extern nint Write(int handle, in byte from, nuint count);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "getxattr", SetLastError = true)]
    static extern nint GetAttribute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, ref byte value, nuint size);

    [DllImport("libc", EntryPoint = "unlink", SetLastError = true)]
    static extern int Unlink([MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "opendir", SetLastError = true)]
    static extern nint OpenDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "readdir", SetLastError = true)]
    static extern nint ReadDirectory(nint directory);

    [DllImport("libc", EntryPoint = "closedir", SetLastError = true)]
    static extern int CloseDirectory(nint directory);

    [DllImport("libc", EntryPoint = "umount2", SetLastError = true)]
    static extern int Unmount([MarshalAs(UnmanagedType.LPUTF8Str)] string target, int flags);
}
