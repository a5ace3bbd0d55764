namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Wakes Ganeshas that watch the index but cannot be told by us: behind a floating address, or because they do not answer on their
/// bus. Waking makes each read all exports again, so one notification does for many changes, and the more exports there are the rarer.
/// </summary>
/// <param name="objects">The index.</param>
/// <param name="host">The time.</param>
sealed class IndexNotification(ExportObjects objects, NfsHost host) : IAsyncDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>A node takes no changes while it reads, four milliseconds an export with 200; with this rest it does so a tenth of its time.</summary>
    static readonly TimeSpan RestPerExport = TimeSpan.FromMilliseconds(40);

    static readonly TimeSpan NotifyTime = TimeSpan.FromSeconds(3);

    readonly CancellationTokenSource stop = new();
    readonly Lock gate = new();
    CancellationTokenSource rest = new();
    Task sending = Task.CompletedTask;
    bool again;

    /// <summary>Sends one soon; returns at once.</summary>
    public void Send()
    {
        lock (gate)
        {
            again = true;
            if (sending.IsCompleted && !stop.IsCancellationRequested) sending = Task.Run(SendAll, CancellationToken.None);
        }
    }

    /// <summary>What is to be sent is sent now: clients come to a node that may not have read the last changes.</summary>
    public void Hurry()
    {
        lock (gate)
            if (again) rest.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sending;
        stop.Dispose();
        rest.Dispose();
    }

    async Task SendAll()
    {
        try
        {
            await Rest(Quiet);
            while (true)
            {
                lock (gate) again = false;
                await objects.Notify(NotifyTime, stop.Token);
                var pause = RestPerExport * await objects.Count(stop.Token);
                await Rest(pause > Quiet ? pause : Quiet);
                lock (gate)
                {
                    if (again) continue;
                    sending = Task.CompletedTask; // whoever asks from now on begins anew
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The driver stops.
        }
    }

    async Task Rest(TimeSpan pause)
    {
        CancellationTokenSource ended;
        lock (gate) ended = rest;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, ended.Token);
        try
        {
            await Task.Delay(pause, host.Clock, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            lock (gate) rest = new CancellationTokenSource();
            ended.Dispose();
        }
    }
}
