namespace Abaca.Server.Data.Sqlite;

/// <summary>A file that only its owner may read. SQLite gives its side files (-wal, -shm) the mode of the database.</summary>
static class OwnedFile
{
    /// <summary>Makes an empty file (0600) and its directory (0700) when absent; leaves what exists as it is.</summary>
    /// <exception cref="DatabaseUnavailable">It cannot be made.</exception>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var directory = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(directory)) Directory.CreateDirectory(directory, owner | UnixFileMode.UserExecute);
            if (File.Exists(path)) return;
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = owner }).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailable($"{path} cannot be made: {e.Message}", e);
        }
    }
}
