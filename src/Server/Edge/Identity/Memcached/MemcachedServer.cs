using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Abaca.Server.Identity.Memcached;

/// <summary>One memcached: a few connections that are used again, and a time of rest after it failed, so that a dead one costs little.</summary>
sealed partial class MemcachedServer(MemcachedPlace place, TokenCacheOptions options, TimeProvider time, ILogger log) : IDisposable
{
    readonly ConcurrentBag<MemcachedConnection> idle = [];
    readonly SemaphoreSlim slots = new(options.Connections);
    long restsUntil;

    /// <summary>Its name, by which keys are dealt out.</summary>
    public string Name => place.Name;

    /// <summary>Whether it failed a short while ago and is left alone.</summary>
    public bool Rests => time.GetUtcNow().UtcTicks < Volatile.Read(ref restsUntil);

    /// <summary>Has one exchange with it; default when it cannot be had. Nothing is thrown: what is shared is never needed.</summary>
    public async Task<T?> Try<T>(Func<MemcachedConnection, CancellationToken, Task<T>> exchange)
    {
        using var patience = new CancellationTokenSource(options.Timeout, time);
        try
        {
            await slots.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return default; // all connections are busy, which says nothing about the server
        }
        try
        {
            return await Exchange(exchange, patience.Token);
        }
        catch (Exception failed) when (failed is IOException or SocketException or OperationCanceledException)
        {
            Volatile.Write(ref restsUntil, (time.GetUtcNow() + options.DeadFor).UtcTicks);
            LogFailed(place.Name, failed is OperationCanceledException ? $"no answer within {options.Timeout.TotalSeconds} s" : failed.Message, options.DeadFor.TotalSeconds);
            return default;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in idle) connection.Dispose();
        slots.Dispose();
    }

    async Task<T> Exchange<T>(Func<MemcachedConnection, CancellationToken, Task<T>> exchange, CancellationToken ct)
    {
        while (idle.TryTake(out var used))
        {
            try
            {
                return await Once(used, exchange, ct);
            }
            catch (Exception stale) when (stale is IOException or SocketException)
            {
                // The server may have been restarted since: only a new connection says how it is.
            }
        }
        return await Once(await MemcachedConnection.Open(place.EndPoint, ct), exchange, ct);
    }

    async Task<T> Once<T>(MemcachedConnection connection, Func<MemcachedConnection, CancellationToken, Task<T>> exchange, CancellationToken ct)
    {
        var sound = false;
        try
        {
            var answer = await exchange(connection, ct);
            sound = true;
            return answer;
        }
        finally
        {
            if (sound) idle.Add(connection);
            else connection.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "memcached {Server} is left alone for {Seconds} s, tokens are asked of Keystone instead: {Reason}")]
    partial void LogFailed(string server, string reason, double seconds);
}
