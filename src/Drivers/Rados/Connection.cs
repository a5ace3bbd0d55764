namespace Abaca.Drivers.Rados;

/// <summary>
/// A native handle in use by any number of calls. Retired, it takes no more calls and is closed after the last one has come back;
/// with a call that never does it stays open, because closing would pull the ground from under that call.
/// </summary>
sealed class Connection(nint handle, Action<nint> close, TimeProvider clock)
{
    readonly Lock gate = new();
    readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int uses;
    bool retired;
    bool abandoned; // by a caller whose call may still be under way
    long lastSign; // when a call last came back, or began while no other was under way
    readonly long opened = clock.GetTimestamp();

    /// <summary>The native handle; only between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public nint Handle => handle;

    /// <summary>Ends when the handle is closed.</summary>
    public Task Closed => closed.Task;

    /// <summary>For how long calls have been under way without any coming back.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (gate) return uses == 0 ? TimeSpan.Zero : clock.GetElapsedTime(lastSign);
        }
    }

    /// <summary>Since when it stands.</summary>
    public TimeSpan Age => clock.GetElapsedTime(opened);

    /// <summary>A caller has given up a call that may still act: what comes after it must not overtake it on another connection.</summary>
    public bool HasAbandoned
    {
        get
        {
            lock (gate) return abandoned;
        }
    }

    /// <summary>A caller gives up a call that is under way.</summary>
    public void Abandon()
    {
        lock (gate) abandoned = uses > 0;
    }

    /// <summary>A call begins; false when the connection is retired.</summary>
    public bool Enter()
    {
        lock (gate)
        {
            if (retired) return false;
            if (uses++ == 0) lastSign = clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>A call has come back; the last one of a retired connection closes it, on the thread of that call.</summary>
    public void Leave()
    {
        lock (gate)
        {
            uses--;
            lastSign = clock.GetTimestamp();
            if (uses == 0) abandoned = false;
            if (!retired || uses > 0) return;
        }
        Close();
    }

    /// <summary>Takes no more calls.</summary>
    public void Retire()
    {
        lock (gate)
        {
            if (retired) return;
            retired = true;
            if (uses > 0) return;
        }
        new Thread(Close) { IsBackground = true, Name = "rados close" }.Start();
    }

    void Close()
    {
        close(handle);
        closed.TrySetResult();
    }
}

/// <summary>What came of connecting: a connection, or why there is none.</summary>
readonly record struct RadosConnected(Connection? Connection, string Problem);
