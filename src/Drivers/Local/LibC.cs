using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>The C library's calls that .NET does not offer. Each answers with an error number of errno(3), 0 for success.</summary>
static partial class LibC
{
    /// <summary>mount(2): show a directory in a second place.</summary>
    public const ulong MountBind = 4096;

    /// <summary>mount(2): reading does not write access times.</summary>
    public const ulong MountNoAccessTimes = 1024;

    const int CloseOnExec = 0x80000;
    const int UnmountDetach = 2;
    const int WorkingDirectory = -100;
    const uint RenameExchange = 2;
    const int StatxLength = 256;
    const uint StatxBlocks = 0x400;
    const int StatxBlocksOffset = 48;

    static int OpenDirectoryFlag => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Opens a directory; null on failure (the error number is in <see cref="Marshal.GetLastPInvokeError"/>).</summary>
    public static SafeFileHandle? OpenDirectory(string path)
    {
        var handle = Open(path, CloseOnExec | OpenDirectoryFlag);
        if (!handle.IsInvalid) return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>ioctl(2) with its arguments in a buffer.</summary>
    public static int Control(SafeFileHandle file, nuint request, byte[] arguments) => Failed(Ioctl(file, request, arguments));

    /// <summary>renameat2(2): swaps two names in one step.</summary>
    public static int Exchange(string one, string other) =>
        Failed(RenameAt2(WorkingDirectory, one, WorkingDirectory, other, RenameExchange));

    /// <summary>mount(2).</summary>
    public static int Mount(string source, string target, string? type, ulong flags, string? options) =>
        Failed(MountCall(source, target, type, (nuint)flags, options));

    /// <summary>umount2(2), detaching: whoever still uses it may finish.</summary>
    public static int Unmount(string target) => Failed(UnmountCall(target, UnmountDetach));

    /// <summary>statx(2): bytes that a file really takes on disk; 0 when it cannot be asked.</summary>
    public static long AllocatedBytes(string path)
    {
        var answer = new byte[StatxLength];
        return Statx(WorkingDirectory, path, 0, StatxBlocks, answer) == 0
            ? BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(StatxBlocksOffset)) * 512
            : 0;
    }

    static int Failed(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, byte[] arguments);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string? type, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] answer);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCall(string target, int flags);
}
