namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Wakes Ganeshas that watch the index but are not told by us: those behind a floating address, and those that do not answer on their
/// bus. Waking makes each read all exports again, so many changes ring once, and the more exports there are the rarer.
/// </summary>
/// <param name="objects">The index.</param>
/// <param name="host">The time.</param>
sealed class IndexBell(ExportObjects objects, NfsHost host) : IAsyncDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>A node serves slowly while it reads, some milliseconds an export; with this rest it does so a small part of its time.</summary>
    static readonly TimeSpan RestPerExport = TimeSpan.FromMilliseconds(40);

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
            await Task.Delay(Quiet, host.Clock, stop.Token);
            while (true)
            {
                lock (gate) again = false;
                await objects.Notify(NotifyTime, stop.Token);
                var rest = RestPerExport * await objects.Count(stop.Token);
                await Task.Delay(rest > Quiet ? rest : Quiet, host.Clock, stop.Token);
                lock (gate)
                {
                    if (again) continue;
                    ringing = Task.CompletedTask; // whoever rings from now on begins anew
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The driver stops.
        }
    }
}
