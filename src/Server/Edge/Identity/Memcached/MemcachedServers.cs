using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Abaca.Server.Identity.Memcached;

/// <summary>
/// All memcached servers. A key belongs to the server whose name gives the highest number with it (rendezvous hashing): when one is dead, only its
/// keys move, and all processes agree where to.
/// </summary>
sealed class MemcachedServers(TokenCacheOptions options, TimeProvider time, ILogger<MemcachedServers> log) : IDisposable
{
    const int LongestLife = 30 * 24 * 3600; // more seconds than these are taken for a moment

    readonly IReadOnlyList<MemcachedServer> servers =
        [.. options.Servers.Select(MemcachedPlace.Of).OfType<MemcachedPlace>().Select(place => new MemcachedServer(place, options, time, log))];

    /// <summary>Whether any is configured.</summary>
    public bool Any => servers.Count > 0;

    /// <summary>The value of a key; null when there is none or its server cannot be asked.</summary>
    public async Task<byte[]?> Get(string key) => For(key) is { } server ? await server.Try((connection, ct) => connection.Get(key, ct)) : null;

    /// <summary>Keeps a value for so long, if its server can.</summary>
    public async Task Set(string key, ReadOnlyMemory<byte> value, TimeSpan life)
    {
        var seconds = (int)Math.Min(life.TotalSeconds, LongestLife);
        if (seconds < 1 || For(key) is not { } server) return; // 0 would mean for ever
        await server.Try(async (connection, ct) =>
        {
            await connection.Set(key, value, seconds, ct);
            return true;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in servers) server.Dispose();
    }

    MemcachedServer? For(string key) => servers.Where(server => !server.Rests).MaxBy(server => Weight(server.Name, key));

    static ulong Weight(string server, string key) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{key}")));
}
