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
    public Lease(DateTimeOffset until, TimeProvider time, Ending ending) : this(time.GetTimestamp(), until - time.GetUtcNow(), time, ending)
    {
    }

    /// <summary>A lease just taken. It runs by the machine's monotonic clock, also while the process is stopped: then others may have it.</summary>
    /// <param name="began">Timestamp of when it was asked for.</param>
    /// <param name="lasts">How long it lasts from then on.</param>
    /// <param name="time">The clock that ends it.</param>
    /// <param name="ending">When the process ends.</param>
    public Lease(long began, TimeSpan lasts, TimeProvider time, Ending ending)
    {
        this.time = time;
        until = EndOf(began, lasts);
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
    public bool IsOurs => time.GetTimestamp() < Interlocked.Read(ref until);

    /// <summary>It was put off: it lasts this long from a timestamp on.</summary>
    public void Extended(long began, TimeSpan lasts)
    {
        lock (gate)
        {
            var to = EndOf(began, lasts);
            if (over || to <= until) return;
            Interlocked.Exchange(ref until, to);
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

    long EndOf(long began, TimeSpan lasts) => began + (long)(lasts.TotalSeconds * time.TimestampFrequency);

    TimeSpan Left()
    {
        var (now, to) = (time.GetTimestamp(), Interlocked.Read(ref until));
        return to > now ? time.GetElapsedTime(now, to) : TimeSpan.Zero;
    }
}

/// <summary>How a process ends.</summary>
/// <param name="Soon">Cancelled first: nothing new begins, what runs may finish.</param>
/// <param name="Now">Cancelled when the time for that is over.</param>
readonly record struct Ending(CancellationToken Soon, CancellationToken Now);
