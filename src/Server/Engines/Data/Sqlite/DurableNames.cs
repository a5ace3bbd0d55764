using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Server.Data.Sqlite;

/// <summary>Small files and names that a power failure does not take away or cut.</summary>
static partial class DurableNames
{
    const int CloseOnExec = 0x80000;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static int DirectoryOnly => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Names given, changed or taken away in the directory are on disk now.</summary>
    /// <exception cref="IOException">The directory cannot be synced.</exception>
    public static void Sync(string directory)
    {
        using var opened = Open(directory, CloseOnExec | DirectoryOnly);
        if (opened.IsInvalid || FSync(opened) != 0) throw new IOException($"{directory} cannot be synced to disk (error {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Writes a file of mode 0600 as a whole: whoever reads it sees the old text or the new one.</summary>
    public static void Write(string path, string text)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        Give(beside, path, overwrite: true);
    }

    /// <summary>Gives a file that is whole its name in the same directory.</summary>
    /// <exception cref="IOException">There is such a file and it is not to be written over, or the directory cannot be synced.</exception>
    public static void Give(string whole, string name, bool overwrite = false)
    {
        File.Move(whole, name, overwrite);
        Sync(Path.GetDirectoryName(name)!);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
