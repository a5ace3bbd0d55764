namespace Abaca.Drivers.KernelNfs;

/// <summary>
/// Callers on their way to one common act: whoever performs it first waits a moment for those who have set out, so that one act serves
/// all. Nobody waits while nobody else is on the way.
/// </summary>
/// <param name="clock">The time.</param>
sealed class Gathering(TimeProvider clock)
{
    /// <summary>A caller that takes longer than this, on a server that has trouble, comes with the next act.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    readonly Lock gate = new();
    int underway;
    TaskCompletionSource none = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs a caller's way; the caller has arrived, or turned back, when it ends.</summary>
    public async Task<T> Bring<T>(Func<Task<T>> way)
    {
        lock (gate) underway++;
        try
        {
            return await way();
        }
        finally
        {
            lock (gate)
            {
                if (--underway == 0)
                {
                    none.SetResult();
                    none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    /// <summary>Returns when nobody is on the way, or when patience ends.</summary>
    public async Task Complete(CancellationToken ct)
    {
        Task all;
        lock (gate)
        {
            if (underway == 0) return;
            all = none.Task;
        }
        try
        {
            await all.WaitAsync(Patience, clock, ct);
        }
        catch (TimeoutException)
        {
            // The late ones come with the next act.
        }
    }
}
