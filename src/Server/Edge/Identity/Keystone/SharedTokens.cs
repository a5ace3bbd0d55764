using Abaca.Server.Identity.Memcached;

namespace Abaca.Server.Identity.Keystone;

/// <summary>The memory of checked tokens that processes share; an entry that is not sealed rightly is as none.</summary>
sealed class SharedTokens(MemcachedServers servers, EntrySeal seal, TimeProvider time)
{
    /// <summary>What some process found out about a token and may still be believed, or null.</summary>
    public async Task<CheckedToken?> Find(TokenHash token)
    {
        if (!servers.Any) return null;
        var place = seal.PlaceOf(token);
        if (await servers.Get(place.Name) is not { } kept || seal.Open(place, kept) is not { } text) return null;
        return CheckedToken.Read(text) is { } found && found.GoodUntil > time.GetUtcNow() ? found : null;
    }

    /// <summary>Tells the other processes.</summary>
    public async Task Keep(TokenHash token, CheckedToken found)
    {
        if (!servers.Any) return;
        var place = seal.PlaceOf(token);
        await servers.Set(place.Name, seal.Close(place, found.Written()), found.GoodUntil - time.GetUtcNow());
    }
}
