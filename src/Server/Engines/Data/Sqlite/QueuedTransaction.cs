namespace Abaca.Server.Data.Sqlite;

/// <summary>A transaction on its way through the writer: run (perhaps again), then ended once.</summary>
abstract partial class QueuedTransaction(CancellationToken ct)
{
    readonly ExecutionContext? context = ExecutionContext.Capture();
    IReadOnlyList<Action> rings = [];

    /// <summary>Whether its caller gave up before it started.</summary>
    public bool Cancelled => ct.IsCancellationRequested;

    /// <summary>Why its last run failed; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs the work with the caller's ambient values (trace, log scopes). Throws what the work throws.</summary>
    public void Run(SqliteTx tx)
    {
        (Failure, rings) = (null, []);
        if (context is null) Invoke(tx);
        else ExecutionContext.Run(context, _ => Invoke(tx), null);
        rings = tx.Rings;
    }

    /// <summary>Remembers that the last run failed and was rolled back.</summary>
    public void Failed(Exception why) => (Failure, rings) = (why, []);

    /// <summary>Ends it after the commit: with its answer and its signals, or with its own failure.</summary>
    public void End(ILogger log)
    {
        if (Failure is { } why) Fail(why);
        else ThreadPool.UnsafeQueueUserWorkItem(_ => RingThenSucceed(log), null);
    }

    /// <summary>Ends it as cancelled: it never started.</summary>
    public void Cancel() => Fail(new OperationCanceledException(ct));

    /// <summary>Ends it with a failure.</summary>
    public abstract void Fail(Exception why);

    /// <summary>Ends it with the answer of its last run.</summary>
    protected abstract void Succeed();

    /// <summary>Runs the work to its end.</summary>
    protected abstract void Invoke(SqliteTx tx);

    void RingThenSucceed(ILogger log)
    {
        foreach (var ring in rings)
        {
            try
            {
                ring();
            }
            catch (Exception e)
            {
                RingFailed(log, e);
            }
        }
        Succeed();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An action after a commit failed; the commit stands.")]
    static partial void RingFailed(ILogger log, Exception e);
}

/// <summary>A transaction whose work answers with a <typeparamref name="T"/>.</summary>
sealed class QueuedTransaction<T>(Func<Tx, Task<T>> work, CancellationToken ct) : QueuedTransaction(ct)
{
    // What waits for it goes on where it is completed, so that is never the writer's thread: one caller could hold up all the others.
    readonly TaskCompletionSource<T> done = new();
    T answer = default!;

    /// <summary>Ends when the transaction is durable, or rolled back.</summary>
    public Task<T> Task => done.Task;

    /// <inheritdoc/>
    public override void Fail(Exception why) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            if (why is OperationCanceledException cancelled) done.TrySetCanceled(cancelled.CancellationToken);
            else done.TrySetException(why);
        }, null);

    /// <inheritdoc/>
    protected override void Succeed() => done.TrySetResult(answer);

    /// <inheritdoc/>
    protected override void Invoke(SqliteTx tx)
    {
        var running = work(tx);
        if (!running.IsCompleted)
        {
            throw new InvalidOperationException("The work of a transaction awaited something other than the transaction's own calls; it was rolled back.");
        }
        answer = running.GetAwaiter().GetResult();
    }
}
