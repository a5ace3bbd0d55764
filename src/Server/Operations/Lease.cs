namespace Abaca.Server.Operations;

/// <summary>The lease on one row, as its holder knows it: until when, and a token that is cancelled when it is over.</summary>
sealed class Lease : IDisposable
{
    readonly TimeProvider time;
    readonly CancellationTokenSource work;
    readonly CancellationTokenSource end;
    readonly Lock gate = new();
    long until;
    bool over;

    /// <summary>A lease just taken.</summary>
    /// <param name="until">Its end.</param>
    /// <param name="time">The clock that ends it.</param>
    /// <param name="ending">When the process ends.</param>
    public Lease(DateTimeOffset until, TimeProvider time, Ending ending)
    {
        this.time = time;
        this.until = until.UtcTicks;
        Ending = ending;
        work = CancellationTokenSource.CreateLinkedTokenSource(ending.Now);
        Token = work.Token;
        end = new CancellationTokenSource(Left(), time);
        end.Token.Register(Lose);
    }

    /// <summary>When the process ends.</summary>
    public Ending Ending { get; }

    /// <summary>Cancelled when the lease is over or the process must end.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether by our own clock it has not run out.</summary>
    public bool IsOurs => time.GetUtcNow().UtcTicks < Interlocked.Read(ref until);

    /// <summary>It was put off to this moment.</summary>
    public void Extended(DateTimeOffset to)
    {
        lock (gate)
        {
            if (over || to.UtcTicks <= until) return;
            Interlocked.Exchange(ref until, to.UtcTicks);
            end.CancelAfter(Left());
        }
    }

    /// <summary>Someone else has it now: what runs is cancelled.</summary>
    public void Lose()
    {
        lock (gate)
        {
            if (over) return;
            over = true;
            Interlocked.Exchange(ref until, 0);
        }
        work.Cancel();
    }

    /// <summary>Stops the clock. The token stays as it is.</summary>
    public void Dispose()
    {
        lock (gate) over = true;
        end.Dispose();
        work.Dispose();
    }

    TimeSpan Left()
    {
        var left = Interlocked.Read(ref until) - time.GetUtcNow().UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : TimeSpan.Zero;
    }
}

/// <summary>How a process ends.</summary>
/// <param name="Soon">Cancelled first: nothing new begins, what runs may finish.</param>
/// <param name="Now">Cancelled when the time for that is over.</param>
readonly record struct Ending(CancellationToken Soon, CancellationToken Now);
