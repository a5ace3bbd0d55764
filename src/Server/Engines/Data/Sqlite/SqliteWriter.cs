using System.Diagnostics;

namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// The one thread that writes. It never waits to fill a group: what was queued while the last commit was syncing shares the next one.
/// Each transaction is a savepoint in the group's transaction, so that a failure undoes only its own work.
/// When the group as a whole cannot be committed, each of its transactions is run again alone.
/// </summary>
sealed partial class SqliteWriter
{
    static readonly Sql Begin = Sql.Raw("BEGIN IMMEDIATE"), Commit = Sql.Raw("COMMIT"), Rollback = Sql.Raw("ROLLBACK"),
        Save = Sql.Raw("SAVEPOINT one"), Keep = Sql.Raw("RELEASE one"), Undo = Sql.Raw("ROLLBACK TO one");

    readonly string file;
    readonly SqliteSettings settings;
    readonly ILogger log;
    readonly WalCheckpoints checkpoints;
    readonly Queue<QueuedTransaction> queue = new();
    readonly Lock gate = new();
    readonly SemaphoreSlim arrived = new(0);
    readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Thread thread;
    SqliteConnection? connection;
    bool stopping;

    /// <summary>Opens the database for writing and starts the thread.</summary>
    public SqliteWriter(string file, SqliteSettings settings, ILogger log)
    {
        (this.file, this.settings, this.log) = (file, settings, log);
        connection = SqliteConnection.ForWriting(file, settings);
        checkpoints = new WalCheckpoints(file, settings, log);
        thread = new Thread(Serve) { IsBackground = true, Name = "sqlite writer" };
        thread.Start();
    }

    /// <summary>Puts a transaction in the queue.</summary>
    /// <exception cref="InvalidOperationException">Called from the work of a transaction: it would wait for itself.</exception>
    /// <exception cref="DatabaseUnavailable">The database is closed.</exception>
    public void Enqueue(QueuedTransaction transaction)
    {
        if (Thread.CurrentThread == thread) throw new InvalidOperationException("A transaction cannot be started inside another one.");
        lock (gate)
        {
            if (stopping) throw new DatabaseUnavailable($"{file} is closed: the service is stopping.");
            queue.Enqueue(transaction);
        }
        arrived.Release();
    }

    /// <summary>Finishes what is queued, then closes the connection.</summary>
    public Task Stop()
    {
        lock (gate)
        {
            if (stopping) return stopped.Task;
            stopping = true;
        }
        arrived.Release();
        return stopped.Task;
    }

    void Serve()
    {
        while (true)
        {
            arrived.Wait();
            if (Take() is { } first) Group(first);
            else if (Stopping()) break;
        }
        checkpoints.Stop();
        connection?.Dispose();
        stopped.SetResult();
    }

    bool Stopping()
    {
        lock (gate) return stopping && queue.Count == 0;
    }

    // The next transaction whose caller still wants it. The semaphore may count more than the queue holds, never less.
    QueuedTransaction? Take()
    {
        while (true)
        {
            QueuedTransaction? next;
            lock (gate)
            {
                if (!queue.TryDequeue(out next)) return null;
            }
            if (!next.Cancelled) return next;
            next.Cancel();
        }
    }

    void Group(QueuedTransaction first)
    {
        List<QueuedTransaction> group = [first];
        try
        {
            if (Start() is { } locked) FailAllQueued(first, locked);
            else if (Attempt(group, mayGrow: true) is { } trouble) Separate(group, trouble);
            else foreach (var transaction in group) transaction.End(log);
            if (connection is { } open) checkpoints.AfterCommit(open);
        }
        catch (Exception e)
        {
            // Nobody may be left waiting, whatever happened. Ending twice does nothing.
            GroupFailed(log, e);
            foreach (var transaction in group) transaction.Fail(e);
        }
    }

    // One transaction may have spoilt the commit for its neighbours: alone, each gets its own end.
    void Separate(List<QueuedTransaction> group, Exception trouble)
    {
        if (group.Count == 1)
        {
            group[0].Fail(trouble);
            return;
        }
        foreach (var transaction in group)
        {
            if ((Start() ?? Attempt([transaction], mayGrow: false)) is { } own) transaction.Fail(own);
            else transaction.End(log);
        }
    }

    // They waited while the first one waited for another process; to let each wait in turn would take minutes.
    void FailAllQueued(QueuedTransaction first, Exception why)
    {
        for (var transaction = first; transaction is not null; transaction = Take()) transaction.Fail(why);
    }

    // Null when the group's transaction is open; otherwise why not.
    Exception? Start()
    {
        try
        {
            connection ??= SqliteConnection.ForWriting(file, settings);
            connection.Execute(Begin);
            return null;
        }
        catch (Exception e)
        {
            Abandon();
            return e;
        }
    }

    // Null when committed; otherwise why nothing of the group was.
    Exception? Attempt(List<QueuedTransaction> group, bool mayGrow)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < group.Count; i++)
            {
                Run(connection!, group[i]);
                if (connection!.InAutoCommit) return group[i].Failure ?? new InvalidOperationException("The work ended the transaction itself.");
                var full = group.Count >= settings.GroupLimit || Stopwatch.GetElapsedTime(started) > settings.GroupTime;
                if (mayGrow && !full && i == group.Count - 1 && Take() is { } more) group.Add(more);
            }
            connection!.Execute(Commit);
            return null;
        }
        catch (Exception e)
        {
            Abandon();
            return e;
        }
    }

    static void Run(SqliteConnection connection, QueuedTransaction transaction)
    {
        connection.Execute(Save);
        var tx = new SqliteTx(connection);
        try
        {
            transaction.Run(tx);
            connection.Execute(Keep);
        }
        catch (Exception e)
        {
            transaction.Failed(e);
            if (connection.InAutoCommit) return;
            connection.Execute(Undo);
            connection.Execute(Keep);
        }
        finally
        {
            tx.Close();
        }
    }

    void Abandon()
    {
        if (connection is null || connection.InAutoCommit) return;
        try
        {
            connection.Execute(Rollback);
        }
        catch (Exception e)
        {
            // A connection that cannot even roll back is worth nothing; closing it rolls back.
            GroupFailed(log, e);
            connection.Dispose();
            connection = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of transactions failed as a whole.")]
    static partial void GroupFailed(ILogger log, Exception e);
}
