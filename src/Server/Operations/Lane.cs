using Abaca.Server.Doorbell;

namespace Abaca.Server.Operations;

/// <summary>A lane as one process serves it: its slots, its bell and its loop.</summary>
/// <param name="name">The lane.</param>
/// <param name="width">How many slots.</param>
/// <param name="bell">Rung when there may be something to do.</param>
sealed class Lane(string name, int width, Bell bell) : IDisposable
{
    readonly SemaphoreSlim slots = new(width);
    int inside;

    /// <summary>The lane's name.</summary>
    public string Name => name;

    /// <summary>Rung when there may be something to do.</summary>
    public Bell Bell => bell;

    /// <summary>Cancelled when the lane is not served any more.</summary>
    public CancellationTokenSource Closing { get; } = new();

    /// <summary>The loop that claims.</summary>
    public Task Loop { get; set; } = Task.CompletedTask;

    /// <summary>How much more to claim.</summary>
    public int Room => width - Volatile.Read(ref inside);

    /// <summary>Whether more may be kept here: twice the slots, so that slots never stand empty and little waits that others could do.</summary>
    public bool Accepts => Volatile.Read(ref inside) < 2 * width;

    /// <summary>Something is here now, running or waiting for a slot.</summary>
    public void Enter() => Interlocked.Increment(ref inside);

    /// <summary>It is gone. When the lane was full, there may be more to claim.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref inside) == width - 1) bell.Ring();
    }

    /// <summary>Waits for a slot; false when the process stops first.</summary>
    public async Task<bool> Slot(CancellationToken stopping)
    {
        try
        {
            await slots.WaitAsync(stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Frees a slot.</summary>
    public void FreeSlot() => slots.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        bell.Dispose();
        Closing.Dispose();
    }
}
