using System.Runtime.InteropServices;
using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>
/// A lane as one process serves it: its slots, its signal and its loop. What has no slot waits in the database, where the next one is chosen in
/// turns between projects; so nothing is taken in past it while something may wait there.
/// </summary>
/// <param name="name">The lane.</param>
/// <param name="width">How many slots.</param>
/// <param name="signal">Sent when there may be something to do.</param>
sealed class Lane(string name, int width, Signal signal) : IDisposable
{
    readonly SemaphoreSlim slots = new(width);
    readonly Lock gate = new();
    readonly Dictionary<string, int> inside = new(StringComparer.Ordinal);
    string? last;
    int all;

    // Until the first look has shown that nothing waits.
    bool waits = true;

    /// <summary>The lane's name.</summary>
    public string Name => name;

    /// <summary>Sent when there may be something to do.</summary>
    public Signal Signal => signal;

    /// <summary>Cancelled when the lane is not served any more.</summary>
    public CancellationTokenSource Closing { get; } = new();

    /// <summary>The loop that claims.</summary>
    public Task Loop { get; set; } = Task.CompletedTask;

    /// <summary>How much more to claim; null when there is no slot.</summary>
    public LaneRoom? Room()
    {
        lock (gate)
        {
            // What becomes due meanwhile finds no slot either: whoever leaves sends a signal.
            if (all >= width) waits = true;
            return all < width ? new LaneRoom(width - all, RoomOf, last) : null;
        }
    }

    /// <summary>A look for due work has shown whether more waits than was taken, and whose turn was last.</summary>
    public void Looked(bool moreWaits, string? lastTurn)
    {
        lock (gate) (waits, last) = (moreWaits, lastTurn);
    }

    /// <summary>Whether work of a project can be taken in at once. What cannot waits in the database.</summary>
    public bool Accepts(string project)
    {
        lock (gate) return Takes(project);
    }

    /// <summary>Takes something in, if it can be.</summary>
    public bool TryEnter(string project)
    {
        lock (gate)
        {
            if (!Takes(project)) return false;
            Add(project);
            return true;
        }
    }

    /// <summary>Something is here now that was claimed.</summary>
    public void Enter(string project)
    {
        lock (gate) Add(project);
    }

    /// <summary>It is gone: what waits may have its place.</summary>
    public void Leave(string project)
    {
        lock (gate)
        {
            all--;
            if (--CollectionsMarshal.GetValueRefOrAddDefault(inside, project, out _) == 0) inside.Remove(project);
            if (!waits) return;
        }
        signal.Send();
    }

    /// <summary>Waits for a slot; false when the process stops first.</summary>
    public async Task<bool> Slot(CancellationToken stopping)
    {
        var waiting = slots.WaitAsync(stopping);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully;
    }

    /// <summary>Frees a slot.</summary>
    public void FreeSlot() => slots.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        signal.Dispose();
        Closing.Dispose();
    }

    bool Takes(string project)
    {
        var takes = !waits && all < width && RoomOf(project) > 0;
        waits |= !takes;
        return takes;
    }

    void Add(string project)
    {
        all++;
        CollectionsMarshal.GetValueRefOrAddDefault(inside, project, out _)++;
    }

    // A quarter of the slots is left to the others, who then need not wait for the first step of a project that took all there are.
    int RoomOf(string project)
    {
        lock (gate) return width - (width / 4) - inside.GetValueOrDefault(project);
    }
}
