using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Copies that run beside the calls which ask for them, by the dataset they make. They are kept in memory: after a restart whoever
/// still needs one asks again, and it goes on from the last snapshot that arrived.
/// </summary>
/// <param name="ending">The driver stops.</param>
sealed class Copies(CancellationToken ending)
{
    readonly ConcurrentDictionary<Dataset, Copy> running = new();

    /// <summary>A copy to the dataset is under way, or has ended and nobody has asked how.</summary>
    public bool Knows(Dataset target) => running.ContainsKey(target);

    /// <summary>The copy to that dataset runs no more, well or not.</summary>
    public bool IsOver(Dataset target) => !running.TryGetValue(target, out var copy) || copy.Work.IsCompleted;

    /// <summary>Begins one, if none is known to that dataset.</summary>
    public void Begin(Dataset target, Func<CancellationToken, Task> work)
    {
        var copy = new Copy(CancellationTokenSource.CreateLinkedTokenSource(ending));
        if (running.TryAdd(target, copy)) copy.Begin(work);
    }

    /// <summary>
    /// Waits a while for the copy to that dataset. False: it still runs. True: it has ended well, or none was known. It is forgotten then.
    /// </summary>
    /// <exception cref="StoppedException">It has failed; asked for again it begins anew.</exception>
    public async Task<bool> Ended(Dataset target, TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        if (!running.TryGetValue(target, out var copy)) return true;
        try
        {
            await copy.Work.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception problem) when (copy.Work.IsCompleted)
        {
            running.TryRemove(new(target, copy));
            throw problem as StoppedException ?? StoppedException.Unclear($"The copy to {target} was stopped: {problem.Message}");
        }
        running.TryRemove(new(target, copy));
        return true;
    }

    /// <summary>Stops the copy to that dataset and waits for its end; none is fine.</summary>
    public async Task Stop(Dataset target)
    {
        if (!running.TryRemove(target, out var copy)) return;
        await copy.Stop();
    }

    /// <summary>Stops all.</summary>
    public async Task StopAll()
    {
        foreach (var target in running.Keys) await Stop(target);
    }

    sealed class Copy(CancellationTokenSource stopping)
    {
        public Task Work { get; private set; } = Task.CompletedTask;

        public void Begin(Func<CancellationToken, Task> work) => Work = Task.Run(() => work(stopping.Token), CancellationToken.None);

        public async Task Stop()
        {
            await stopping.CancelAsync();
            await Work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            stopping.Dispose();
        }
    }
}
