using System.Runtime.InteropServices;

namespace Abaca.Server.Data.Sqlite;

/// <summary>SQLite's result codes in our words. The only place that knows them (https://sqlite.org/rescode.html).</summary>
static unsafe class SqliteErrors
{
    const int PrimaryKey = 1555, Unique = 2067, RowId = 2579;

    /// <summary>The exception for the last error on a connection. The statement's text is told, its values never.</summary>
    public static Exception From(SqliteConnection connection, int code, string? statement)
    {
        var said = Marshal.PtrToStringUTF8((nint)Native.ErrorMessage(connection.Handle)) ?? Explain(code);
        if (code is PrimaryKey or Unique or RowId) return new UniqueViolation(said);
        return Unusable(code, connection.File, said) ?? (Exception)new StatementFailed($"{said} ({code}) in: {statement}");
    }

    /// <summary>The exception for a file that could not be opened.</summary>
    public static DatabaseUnavailable Opening(int code, string file) =>
        Unusable(code, file, Explain(code)) ?? new DatabaseUnavailable($"{file} cannot be opened: {Explain(code)} ({code}).");

    static DatabaseUnavailable? Unusable(int code, string file, string said) => (code & 0xff) switch
    {
        3 or 23 => new($"{file} may not be used by this user: {said} ({code}). Check owner and mode of the file and its directory."),
        5 or 6 => new($"{file} is locked by another process for too long ({code}). Nothing was changed; try again, or end that process."),
        7 => new($"There is no memory left for {file} ({code}). Nothing was changed."),
        8 => new($"{file} cannot be written: {said} ({code}). Check owner and mode of the file and its directory, and that the file system is not read-only."),
        10 => new($"Reading or writing {file} failed: {said} ({code}). The change was rolled back. Look for disk errors in the kernel log."),
        11 => new($"{file} is damaged: {said} ({code}). Stop the service and put a backup in its place: abaca db restore FILE."),
        13 => new($"The disk that holds {file} is full ({code}). The change was rolled back. Make room; no restart is needed."),
        14 => new($"{file} cannot be opened: {said} ({code}). Check that its directory exists and may be written by this user."),
        15 => new($"{file} cannot be locked: {said} ({code}). Keep it on a local file system."),
        26 => new($"{file} is not an SQLite database ({code}). Check the connection option, or put a backup in its place: abaca db restore FILE."),
        _ => null,
    };

    static string Explain(int code) => Marshal.PtrToStringUTF8((nint)Native.ErrorText(code)) ?? "unknown error";
}
