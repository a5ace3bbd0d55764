namespace Abaca.Drivers.Rados;

/// <summary>
/// One kind of connection to the cluster: made at first use and shared by all calls. Ceph's libraries find daemons that took over by
/// themselves and send them again, in order, what was not answered. So a call that is abandoned leaves the connection as it is: what
/// comes after it is done after it, which over a new connection might be the other way round (a client let in after it was cut off).
/// Only one that has been silent for much longer than a cluster needs to replace a daemon is given up.
/// </summary>
/// <remarks>
/// What an identity may do, each daemon learns when the session begins, and keeps: <c>ceph auth caps</c> changes nothing for a session
/// that stands. So a call that is refused is made once more over a new session; see <see cref="Renewal"/>.
/// </remarks>
/// <param name="connect">Connects; blocks.</param>
/// <param name="patience">How long connecting may take.</param>
/// <param name="clock">The time.</param>
sealed class RadosConnection(Func<RadosConnected> connect, TimeSpan patience, TimeProvider clock)
{
    const int AtOnce = 8; // connections under way, those included that never come back

    /// <summary>The cluster misses a dead mgr after 30 s; an MDS that took over waits 45 s for its clients, and a mgr at most 300 s for the MDS.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(6);

    readonly CallThreads connecting = new(AtOnce, clock);
    readonly Renewal renewal = new(clock);
    readonly Lock gate = new();
    Task<RadosConnected>? current;
    bool closed;

    /// <summary>Runs a call that nobody can refuse on the current connection, within <paramref name="deadline"/> with connecting and waiting.</summary>
    public Task<Reached<T>> Call<T>(CallThreads threads, Func<nint, T> call, TimeSpan deadline, CancellationToken ct) =>
        Call(threads, call, static _ => false, deadline, ct);

    /// <summary>As above; a call that is refused is made once more over a new session when that is worth it.</summary>
    /// <param name="threads">Where it runs.</param>
    /// <param name="call">The call.</param>
    /// <param name="refused">Whether the answer says that the identity may not do it, so that nothing was done.</param>
    /// <param name="deadline">For all of it.</param>
    /// <param name="ct">The caller gives up; the call goes on.</param>
    public async Task<Reached<T>> Call<T>(CallThreads threads, Func<nint, T> call, Predicate<T> refused, TimeSpan deadline, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            if (await Connected(Left(began, deadline), ct) is not { } connected) return new Reached<T>(RadosEnd.Unreachable, default, Explain.StillConnecting);
            if (connected.Connection is not { } connection) return new Reached<T>(RadosEnd.Unreachable, default, connected.Problem);
            var called = await threads.Run(() => On(connection, call), Left(began, deadline), ct);
            if (called.End == CallEnd.NotBegun) return new Reached<T>(RadosEnd.Unreachable, default, Explain.TooManyHang);
            if (called.End == CallEnd.Abandoned)
            {
                connection.Abandon();
                if (connection.Silence > LongestSilence) Replace(connection);
                return new Reached<T>(RadosEnd.TimedOut, default, Explain.NoAnswer(deadline));
            }
            if (called.Result is not { Taken: true } back) continue;
            if (refused(back.Result!) && Renewed(connection)) continue;
            return new Reached<T>(RadosEnd.Answered, back.Result, "", connection);
        }
    }

    /// <summary>The next call gets a new connection; this one is closed when its calls have come back.</summary>
    public void Replace(Connection old)
    {
        lock (gate)
            if (current is { IsCompletedSuccessfully: true } task && ReferenceEquals(task.Result.Connection, old)) current = null;
        old.Retire();
    }

    /// <summary>Takes no more calls; ends when the connection is closed, which it may never be.</summary>
    public async Task HangUp()
    {
        Task<RadosConnected>? last;
        lock (gate) (last, closed) = (current, true);
        if (last is null || (await last).Connection is not { } connection) return;
        connection.Retire();
        await connection.Closed;
    }

    /// <summary>Whether a call that was refused on this connection is worth another one; that is the case for all calls once another was opened.</summary>
    bool Renewed(Connection refusing)
    {
        lock (gate)
        {
            if (current is not { IsCompletedSuccessfully: true } task || !ReferenceEquals(task.Result.Connection, refusing)) return !closed;
            if (refusing.HasAbandoned || !renewal.Take(refusing.Age)) return false;
        }
        Replace(refusing);
        return true;
    }

    static (bool Taken, T? Result) On<T>(Connection connection, Func<nint, T> call)
    {
        if (!connection.Enter()) return (false, default);
        try
        {
            return (true, call(connection.Handle));
        }
        finally
        {
            connection.Leave();
        }
    }

    async Task<RadosConnected?> Connected(TimeSpan left, CancellationToken ct)
    {
        try
        {
            return await Current().WaitAsync(left, clock, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The connection that there is, the one being made, or a new attempt when the last one failed.</summary>
    Task<RadosConnected> Current()
    {
        lock (gate)
        {
            if (closed) return Task.FromResult(new RadosConnected(null, Explain.Closed));
            if (current is { IsCompleted: true } and not { IsCompletedSuccessfully: true, Result.Connection: not null }) current = null;
            return current ??= Connect();
        }
    }

    async Task<RadosConnected> Connect()
    {
        var called = await connecting.Run(connect, patience, CancellationToken.None);
        return called.End == CallEnd.Back ? called.Result : new RadosConnected(null, Explain.NoConnection(patience));
    }

    TimeSpan Left(long began, TimeSpan deadline)
    {
        var left = deadline - clock.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

/// <summary>What came of a call: the result when the cluster answered, else why not.</summary>
readonly record struct Reached<T>(RadosEnd End, T? Result, string Problem, Connection? By = null);
