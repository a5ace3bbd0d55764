namespace Abaca.Server.Operations;

/// <summary>An operation that this process has leased, until it ends, is given back or is lost.</summary>
/// <param name="claimed">As claimed.</param>
/// <param name="leasedUntil">The end of the lease.</param>
/// <param name="time">The clock that ends the lease.</param>
/// <param name="ending">When the process ends.</param>
sealed class HeldOperation(Operation claimed, DateTimeOffset leasedUntil, TimeProvider time, Ending ending) : IHeld, IDisposable
{
    readonly CancellationTokenSource steps = CancellationTokenSource.CreateLinkedTokenSource(ending.Now);
    readonly Lock gate = new();
    CancellationTokenSource? leaseEnd;
    long leasedUntilTicks = leasedUntil.UtcTicks;

    /// <summary>As last saved.</summary>
    public Operation Now { get; set; } = claimed;

    /// <summary>Its row.</summary>
    public string Id => Now.Id;

    /// <summary>Cancelled when its lease is lost or the process ends.</summary>
    public CancellationToken Token => steps.Token;

    /// <summary>Whether no further step should begin here.</summary>
    public bool ShouldPause => ending.Soon.IsCancellationRequested || steps.IsCancellationRequested;

    /// <summary>Whether this process may still act: by its own clock the lease has not run out.</summary>
    public bool IsOurs => time.GetUtcNow().UtcTicks < Interlocked.Read(ref leasedUntilTicks);

    /// <summary>Has the lease's end cancel the running step, should no heartbeat put it off.</summary>
    public void Watch()
    {
        lock (gate)
        {
            if (leaseEnd is not null) return;
            leaseEnd = new CancellationTokenSource(Left(), time);
            leaseEnd.Token.Register(Lose);
        }
    }

    /// <summary>The lease was put off to this moment.</summary>
    public void Extended(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until.UtcTicks <= Interlocked.Read(ref leasedUntilTicks)) return;
            Interlocked.Exchange(ref leasedUntilTicks, until.UtcTicks);
            leaseEnd?.CancelAfter(Left());
        }
    }

    /// <summary>Another process has it now: the running step is cancelled, and nothing will be saved.</summary>
    public void Lose()
    {
        Interlocked.Exchange(ref leasedUntilTicks, 0);
        try
        {
            steps.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at the same moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) leaseEnd?.Dispose();
        steps.Dispose();
    }

    TimeSpan Left()
    {
        var left = Interlocked.Read(ref leasedUntilTicks) - time.GetUtcNow().UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : TimeSpan.Zero;
    }
}

/// <summary>How a process ends.</summary>
/// <param name="Soon">Cancelled first: nothing new begins, what runs may finish.</param>
/// <param name="Now">Cancelled when the time for that is over.</param>
readonly record struct Ending(CancellationToken Soon, CancellationToken Now);
