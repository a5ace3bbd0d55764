using System.Net;
using Abaca.Server.Identity;
using Microsoft.AspNetCore.Connections;

namespace Abaca.Server.Hosting;

/// <summary>
/// The connections that are open, and no more than the process can carry. When a bound is reached, the connection whose client keeps the service
/// waiting longest makes room, so that whoever sends a request is served whatever others hold open; where the service is at work for all, the new one
/// is closed.
/// </summary>
/// <param name="most">In all.</param>
/// <param name="mostOfSource">Of one address (of IPv6, one /64); proxies are not counted.</param>
/// <param name="proxies">Addresses that speak for many clients.</param>
/// <param name="time">The time.</param>
sealed class OpenConnections(int most, int mostOfSource, IReadOnlyList<IPNetwork> proxies, TimeProvider time)
{
    /// <summary>Descriptors that are never given to connections: database, log, file servers, commands.</summary>
    public const int Reserve = 512;

    /// <summary>A few are accepted beyond the bound, so that they can take the places of idle ones.</summary>
    readonly SemaphoreSlim room = new(most + Math.Max(8, most / 8));
    readonly Lock gate = new();
    readonly HashSet<OpenConnection> open = [];
    readonly Dictionary<string, int> sources = new(StringComparer.Ordinal);

    /// <summary>How many connections are open.</summary>
    public int Count
    {
        get
        {
            lock (gate) return open.Count;
        }
    }

    /// <summary>How many connections a process may carry: as configured, but half of its descriptors at least stay free, and never fewer than the reserve.</summary>
    /// <param name="configured">What the operator wants at most.</param>
    /// <param name="descriptors">What the process may have open (<c>RLIMIT_NOFILE</c>).</param>
    public static int Bound(int configured, long descriptors) => (int)Math.Clamp(Math.Min(descriptors / 2, descriptors - Reserve), 16, configured);

    /// <summary>How many of them one address may have: as configured, but no more than a quarter, so that nobody can push all others out.</summary>
    /// <param name="configured">What the operator wants at most.</param>
    /// <param name="most">In all.</param>
    public static int BoundOfSource(int configured, int most) => Math.Min(configured, most / 4);

    /// <summary>What this process may have open, as the kernel says (proc(5), limits).</summary>
    public static long Descriptors()
    {
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal)) ?? "";
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 3 && long.TryParse(words[3], CultureInfo.InvariantCulture, out var soft) ? soft : long.MaxValue;
    }

    /// <summary>Waits until one more may be accepted: it takes a place, which <see cref="Carry"/> or <see cref="GiveBack"/> frees. False when it was no longer to wait.</summary>
    public async Task<bool> HasRoom(CancellationToken ct)
    {
        var waiting = room.WaitAsync(ct);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully;
    }

    /// <summary>Nothing was accepted.</summary>
    public void GiveBack() => room.Release();

    /// <summary>Carries one accepted connection from its beginning to its end.</summary>
    public async Task Carry(ConnectionContext connection, ConnectionDelegate next)
    {
        var mine = new OpenConnection(connection, SourceOf(connection.RemoteEndPoint), time);
        try
        {
            if (!Enter(mine))
            {
                connection.Abort(new ConnectionAbortedException("Too many connections."));
                return;
            }
            connection.Features.Set(mine);
            await next(connection);
        }
        finally
        {
            Leave(mine);
            GiveBack();
        }
    }

    bool Enter(OpenConnection mine)
    {
        OpenConnection? leaves = null;
        lock (gate)
        {
            var tooMany = mine.Source is { } source && sources.GetValueOrDefault(source) >= mostOfSource;
            if (tooMany || open.Count >= most)
            {
                leaves = GiveUpOne(tooMany ? mine.Source : null);
                if (leaves is null) return false;
            }
            open.Add(mine);
            if (mine.Source is { } own) sources[own] = sources.GetValueOrDefault(own) + 1;
        }
        leaves?.Connection.Abort(new ConnectionAbortedException("Its client keeps the service waiting, and others need its place."));
        return true;
    }

    /// <summary>Takes away the connection whose client owes something longest, of one source or of all; null when none does.</summary>
    OpenConnection? GiveUpOne(string? source)
    {
        while (open.Where(one => one.IsWaiting && (source is null || one.Source == source)).MinBy(one => one.Since) is { } longest)
        {
            if (!longest.GiveUp()) continue; // it has just sent what it owed
            Remove(longest);
            return longest;
        }
        return null;
    }

    void Leave(OpenConnection one)
    {
        lock (gate) Remove(one);
    }

    void Remove(OpenConnection one)
    {
        if (!open.Remove(one) || one.Source is not { } source) return;
        if (--sources[source] == 0) sources.Remove(source);
    }

    string? SourceOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address }) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return proxies.Any(network => network.Contains(address)) ? null : ClientSource.Of(address);
    }
}
