namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database beside the writer instead of in it: a pass on another connection does the bulk
/// while transactions go on; then the writer itself moves the few pages that came meanwhile, after which the log starts anew.
/// </summary>
sealed partial class WalCheckpoints(string file, SqliteSettings settings, ILogger log)
{
    /// <summary>
    /// When the log has grown to so many times the pages after which a pass begins, the writer waits for the pass: one that a busy machine does not
    /// let run, or a disk slower than the writer, would let the log grow as long as writing goes on.
    /// </summary>
    const int MostBehind = 8;

    Task? pass;
    int next = settings.CheckpointPages;

    /// <summary>For the writer, between two groups.</summary>
    public void AfterCommit(SqliteConnection writer)
    {
        if (writer.PagesInLog < settings.CheckpointPages) next = settings.CheckpointPages;
        if (writer.PagesInLog >= MostBehind * settings.CheckpointPages) pass?.Wait();
        if (pass is { IsCompleted: true })
        {
            pass = null;
            next = writer.PagesInLog + settings.CheckpointPages;
            Attempt(writer);
        }
        else if (pass is null && writer.PagesInLog >= next)
        {
            pass = Task.Factory.StartNew(Pass, CancellationToken.None, TaskCreationOptions.DenyChildAttach, settings.Checkpoints);
        }
    }

    /// <summary>Waits for a pass under way. Closing the last connection does the rest.</summary>
    public void Stop() => pass?.Wait();

    void Pass()
    {
        try
        {
            using var connection = SqliteConnection.ForWriting(file, settings);
            connection.Checkpoint();
        }
        catch (DatabaseUnavailable e)
        {
            CheckpointFailed(log, e);
        }
    }

    void Attempt(SqliteConnection connection)
    {
        try
        {
            connection.Checkpoint();
        }
        catch (DatabaseUnavailable e)
        {
            CheckpointFailed(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be moved into the database; it is tried again later.")]
    static partial void CheckpointFailed(ILogger log, Exception e);
}
