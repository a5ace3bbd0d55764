using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Abaca.Drivers.Ganesha;

/// <summary>What statx(2) says of a file that .NET does not.</summary>
/// <param name="User">Id of its owner; of a directory of /proc, of the process.</param>
/// <param name="Inode">Its number on its file system.</param>
/// <param name="Major">Major number of its file system's device.</param>
/// <param name="Minor">Minor number of its file system's device.</param>
readonly record struct FileStatus(uint User, ulong Inode, uint Major, uint Minor)
{
    const int WorkingDirectory = -100;
    const uint Basic = 0x7ff;

    /// <summary>Asks; null when there is no such file or it may not be asked for.</summary>
    public static FileStatus? Of(string path)
    {
        var answer = new byte[256];
        return Statx(WorkingDirectory, path, 0, Basic, answer) == 0
            ? new FileStatus(Word(20), BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(32)), Word(136), Word(140))
            : null;

        uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(offset));
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
