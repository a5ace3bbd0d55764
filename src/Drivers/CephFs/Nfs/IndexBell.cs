namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Wakes Ganeshas that watch the index but are not told by us: those behind a floating address, and those that do not answer on their
/// bus. Waking makes each read all exports again, so many changes ring once.
/// </summary>
/// <param name="objects">The index.</param>
/// <param name="host">The time.</param>
sealed class IndexBell(ExportObjects objects, NfsHost host) : IAsyncDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    static readonly TimeSpan NotifyTime = TimeSpan.FromSeconds(3);

    readonly CancellationTokenSource stop = new();
    readonly Lock gate = new();
    Task ringing = Task.CompletedTask;
    bool again;

    /// <summary>Rings soon; returns at once.</summary>
    public void Ring()
    {
        lock (gate)
        {
            again = true;
            if (ringing.IsCompleted && !stop.IsCancellationRequested) ringing = Task.Run(Rings, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ringing;
        stop.Dispose();
    }

    async Task Rings()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Quiet, host.Clock, stop.Token);
                lock (gate) again = false;
                await objects.Notify(NotifyTime, stop.Token);
                lock (gate)
                    if (!again) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The driver stops.
        }
    }
}
