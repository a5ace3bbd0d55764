namespace Abaca.Drivers.Ganesha;

/// <summary>The socket of the private bus.</summary>
static class BusSocket
{
    const string Listening = "00010000"; // in the column of flags

    /// <summary>The process holds the socket that listens under this path (proc(5), net/unix): whoever connects to the path reaches it.</summary>
    public static bool IsHeldBy(RunningProcess process, string path)
    {
        try
        {
            var inodes = File.ReadLines($"/proc/{process.Id}/net/unix").Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is [_, _, _, Listening, _, _, _, var name] && name == path).Select(words => $"socket:[{words[6]}]").ToHashSet(StringComparer.Ordinal);
            return Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd").Any(file => inodes.Contains(new FileInfo(file).LinkTarget ?? ""));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Closes it to everybody but our user, in itself and not only by the directory it is in.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
