using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>
/// One connection: who has it open, and whether the service is at work for it or waits for its client: for a request, for the rest of a request's
/// body, or until it has taken an answer. While the service waits, the connection can be given up for the good of others.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="source">Whose it is; null for a proxy's.</param>
/// <param name="time">The time.</param>
sealed class OpenConnection(ConnectionContext connection, string? source, TimeProvider time)
{
    const int Waiting = 0, AtWork = 1, GivenUp = 2;

    int state = Waiting;
    long since = time.GetTimestamp();

    /// <summary>The connection.</summary>
    public ConnectionContext Connection => connection;

    /// <summary>Whose it is; null for a proxy's.</summary>
    public string? Source => source;

    /// <summary>The service waits for its client.</summary>
    public bool IsWaiting => Volatile.Read(ref state) == Waiting;

    /// <summary>When it began, its last request began or that was answered. What a client sends in drops does not renew it: who owes longest goes first.</summary>
    public long Since => Volatile.Read(ref since);

    /// <summary>A request has begun. False when the connection was given up.</summary>
    public bool Begin()
    {
        Volatile.Write(ref since, time.GetTimestamp());
        return Resume();
    }

    /// <summary>The request has been answered.</summary>
    public void End()
    {
        Volatile.Write(ref since, time.GetTimestamp());
        Pause();
    }

    /// <summary>Gives the connection up. False when the service is at work for it.</summary>
    public bool GiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting;

    /// <summary>Waits for the next piece of a request's body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="arriving">The piece.</param>
    /// <exception cref="ConnectionAbortedException">The connection was given up meanwhile.</exception>
    public static async ValueTask<int> Receive(HttpContext http, ValueTask<int> arriving)
    {
        if (arriving.IsCompleted || http.Features.Get<OpenConnection>() is not { } mine) return await arriving;
        mine.Pause();
        var length = await arriving;
        return mine.Resume() ? length : throw new ConnectionAbortedException();
    }

    /// <summary>Waits until a piece of an answer has gone out; to one whose connection was given up nothing more goes.</summary>
    /// <param name="http">The request.</param>
    /// <param name="leaving">The piece.</param>
    public static async ValueTask Send(HttpContext http, ValueTask leaving)
    {
        if (leaving.IsCompleted || http.Features.Get<OpenConnection>() is not { } mine)
        {
            await leaving;
            return;
        }
        mine.Pause();
        await leaving;
        mine.Resume();
    }

    void Pause() => Interlocked.CompareExchange(ref state, Waiting, AtWork);

    bool Resume() => Interlocked.CompareExchange(ref state, AtWork, Waiting) == Waiting;
}
