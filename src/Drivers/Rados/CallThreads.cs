namespace Abaca.Drivers.Rados;

/// <summary>
/// Runs calls that may never come back, each on a thread of its own. A call that outlasts its deadline is left alone: its thread
/// holds its buffers and one of the places until it ends, if ever. When all places are held, further calls are not begun.
/// </summary>
/// <param name="places">How many calls may be under way, abandoned ones included.</param>
/// <param name="clock">The time.</param>
sealed class CallThreads(int places, TimeProvider clock)
{
    const int StackBytes = 1 << 20;

    readonly SemaphoreSlim free = new(places);

    /// <summary>Places that no call holds.</summary>
    public int Free => free.CurrentCount;

    /// <summary>Runs the call and waits for it, not longer than <paramref name="patience"/> in all.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the call goes on.</exception>
    public async Task<Called<T>> Run<T>(Func<T> call, TimeSpan patience, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Called<T>(CallEnd.NotBegun, default);
        }
        try
        {
            return new Called<T>(CallEnd.Back, await Begin(call).WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Called<T>(CallEnd.Abandoned, default);
        }
    }

    Task<T> Begin<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Live(call, done), StackBytes) { IsBackground = true, Name = "rados call" };
        thread.Start();
        return done.Task;
    }

    void Live<T>(Func<T> call, TaskCompletionSource<T> done)
    {
        try
        {
            var result = call();
            free.Release();
            done.TrySetResult(result);
        }
        catch (Exception e) // handed to whoever waits
        {
            free.Release();
            done.TrySetException(e);
        }
    }
}

/// <summary>How a call on a thread of its own ended.</summary>
enum CallEnd
{
    /// <summary>It came back.</summary>
    Back,
    /// <summary>It has not come back in time and goes on alone.</summary>
    Abandoned,
    /// <summary>No place was free in time: nothing was done.</summary>
    NotBegun,
}

/// <summary>A call's end, and its result when it came back.</summary>
readonly record struct Called<T>(CallEnd End, T? Result);
