using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>The C library's calls that .NET does not offer. Each answers with an error number of errno(3), 0 for success.</summary>
static partial class LibC
{
    /// <summary>mount(2): programs with the setuid bit get no rights by it.</summary>
    public const ulong MountNoSetuid = 2;

    /// <summary>mount(2): device files in it open no device.</summary>
    public const ulong MountNoDevices = 4;

    /// <summary>mount(2): nothing in it can be run.</summary>
    public const ulong MountNoPrograms = 8;

    /// <summary>mount(2): reading does not write access times.</summary>
    public const ulong MountNoAccessTimes = 1024;

    const int CloseOnExec = 0x80000;
    const int UnmountDetach = 2;
    const int WorkingDirectory = -100;
    const uint RenameExchange = 2;
    const int MayWrite = 2;
    const int StatxLength = 256;
    const uint StatxBasic = 0x7ff;

    static int OpenDirectoryFlag => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Opens a directory; null on failure (the error number is in <see cref="Marshal.GetLastPInvokeError"/>).</summary>
    public static SafeFileHandle? OpenDirectory(string path) => OpenFile(path, OpenDirectoryFlag);

    /// <summary>open(2) with these flags; null on failure, as above.</summary>
    public static SafeFileHandle? OpenFile(string path, int flags)
    {
        var handle = Open(path, CloseOnExec | flags);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>ioctl(2) with its arguments in a buffer.</summary>
    public static int Control(SafeFileHandle file, nuint request, byte[] arguments) => Failed(Ioctl(file, request, arguments));

    /// <summary>ioctl(2) with a number as argument; the answer is what it returned, negative for failure.</summary>
    public static int Control(SafeFileHandle file, nuint request, nint argument) => IoctlNumber(file, request, argument);

    /// <summary>What a call that returns a negative number on failure means.</summary>
    public static int Failed(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>renameat2(2): swaps two names in one step.</summary>
    public static int Exchange(string one, string other) =>
        Failed(RenameAt2(WorkingDirectory, one, WorkingDirectory, other, RenameExchange));

    /// <summary>mount(2).</summary>
    public static int Mount(string source, string target, string? type, ulong flags, string? options) =>
        Failed(MountCall(source, target, type, (nuint)flags, options));

    /// <summary>umount2(2); detaching lets whoever still uses it finish.</summary>
    public static int Unmount(string target, bool detach) => Failed(UnmountCall(target, detach ? UnmountDetach : 0));

    /// <summary>syncfs(2).</summary>
    public static int SyncFileSystem(SafeFileHandle file) => Failed(SyncFs(file));

    /// <summary>fsync(2).</summary>
    public static int Sync(SafeFileHandle file) => Failed(FSync(file));

    /// <summary>access(2): whether root could write here, which a read-only file system does not let even root do.</summary>
    public static bool IsWritable(string path) => Access(path, MayWrite) == 0;

    /// <summary>fsetxattr(2).</summary>
    public static int SetAttribute(SafeFileHandle file, string name, byte[] value) => Failed(FSetXattr(file, name, value, (nuint)value.Length, 0));

    /// <summary>getxattr(2); null when the file has no such attribute, or is not there.</summary>
    public static byte[]? ReadAttribute(string path, string name)
    {
        var buffer = new byte[1024];
        var length = (int)GetXattr(path, name, buffer, (nuint)buffer.Length);
        return length < 0 ? null : buffer[..length];
    }

    /// <summary>statx(2); null when there is no such file.</summary>
    public static FileFacts? Look(string path)
    {
        var answer = new byte[StatxLength];
        if (Statx(WorkingDirectory, path, 0, StatxBasic, answer) != 0) return null;
        ulong major = BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(136)), minor = BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(140));
        return new FileFacts(
            new FileIdentity((minor & 0xff) | (major << 8) | ((minor & ~0xffUL) << 12), BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(32))),
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(48)) * 512);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    /// <summary>As <see cref="Control(SafeFileHandle, nuint, byte[])"/>, with what it returned.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(SafeFileHandle file, nuint request, byte[] arguments);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlNumber(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string? type, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] answer);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCall(string target, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FSetXattr(SafeFileHandle file, string name, byte[] value, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetXattr(string path, string name, byte[] value, nuint length);
}

/// <summary>One file, whatever it is called at the moment.</summary>
/// <param name="Device">Number of its file system, as the kernel packs it.</param>
/// <param name="Inode">Its number there.</param>
readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What the kernel says of a file.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Length">Its length.</param>
/// <param name="AllocatedBytes">What it takes on disk.</param>
readonly record struct FileFacts(FileIdentity Identity, long Length, long AllocatedBytes);
