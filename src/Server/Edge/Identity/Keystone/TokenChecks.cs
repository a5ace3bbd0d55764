using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using BitFaster.Caching.Lru;

namespace Abaca.Server.Identity.Keystone;

/// <summary>
/// Says whose a token is: from memory, from the memory that processes share, from Keystone. Many requests with one token ask once; few questions are
/// asked at a time, and when Keystone does not keep up, whoever has no place in the queue is told so at once.
/// </summary>
sealed partial class TokenChecks(KeystoneApi api, ServiceSession session, SharedTokens shared, KeystoneOptions options, TimeProvider time, ILogger<TokenChecks> log) : IDisposable
{
    const int MostKept = 20_000;
    const int MostDenied = 2_000;
    const int AtOnce = 32;
    const int MostWaiting = 512;

    /// <summary>A token that Keystone does not know is refused for so long without asking again.</summary>
    public static readonly TimeSpan DeniedFor = TimeSpan.FromSeconds(10);

    readonly ConcurrentLru<TokenHash, CheckedToken> kept = new(MostKept);
    readonly ConcurrentLru<TokenHash, DateTimeOffset> denied = new(MostDenied); // of its own, so that a flood of nonsense pushes out no good token
    readonly ConcurrentDictionary<(TokenHash Token, bool MayBeExpired), Lazy<Task<Principal?>>> asked = new();
    readonly ConcurrencyLimiter questions = new(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Whose a token is; null: nobody's.</summary>
    /// <param name="token">As it was sent.</param>
    /// <param name="mayBeExpired">A token is taken that has ended, as long as Keystone takes it.</param>
    /// <param name="ct">Gives up; the question goes on for others.</param>
    /// <exception cref="IdentityUnavailable">Keystone cannot say.</exception>
    public ValueTask<Principal?> Check(string token, bool mayBeExpired, CancellationToken ct)
    {
        if (TokenHash.Of(token) is not { } hash) return new((Principal?)null);
        var now = time.GetUtcNow();
        if (kept.TryGet(hash, out var known))
        {
            if (!mayBeExpired && now >= known.Principal.ExpiresAt) return new((Principal?)null);
            if (now < known.GoodUntil) return new(known.Principal);
        }
        if (!mayBeExpired && denied.TryGet(hash, out var end) && now < end) return new((Principal?)null);
        return new(Asked(token, hash, mayBeExpired).WaitAsync(ct));
    }

    /// <inheritdoc/>
    public void Dispose() => questions.Dispose();

    Task<Principal?> Asked(string token, TokenHash hash, bool mayBeExpired)
    {
        var question = asked.GetOrAdd((hash, mayBeExpired), key => new Lazy<Task<Principal?>>(() => Ask(token, key.Token, key.MayBeExpired)));
        return question.Value;
    }

    async Task<Principal?> Ask(string token, TokenHash hash, bool mayBeExpired)
    {
        try
        {
            var found = await shared.Find(hash);
            if (found is null)
            {
                var principal = await AskKeystone(token, mayBeExpired);
                found = principal is null ? null : new CheckedToken(principal, time.GetUtcNow() + options.Cache.Time);
                if (found is not null && options.Cache.Time > TimeSpan.Zero) await shared.Keep(hash, found);
            }
            return Remembered(hash, found, mayBeExpired);
        }
        catch (IdentityUnavailable trouble)
        {
            LogTrouble(trouble.Message);
            throw;
        }
        finally
        {
            asked.TryRemove((hash, mayBeExpired), out _);
        }
    }

    Principal? Remembered(TokenHash hash, CheckedToken? found, bool mayBeExpired)
    {
        var (now, caches) = (time.GetUtcNow(), options.Cache.Time > TimeSpan.Zero);
        if (found is null)
        {
            if (caches && !mayBeExpired) denied.AddOrUpdate(hash, now + (options.Cache.Time < DeniedFor ? options.Cache.Time : DeniedFor));
            return null;
        }
        // What another process found out is believed no longer than what this one finds out itself.
        if (caches) kept.AddOrUpdate(hash, found.GoodUntil <= now + options.Cache.Time ? found : found with { GoodUntil = now + options.Cache.Time });
        return mayBeExpired || now < found.Principal.ExpiresAt ? found.Principal : null;
    }

    async Task<Principal?> AskKeystone(string token, bool mayBeExpired)
    {
        using var patience = new CancellationTokenSource(2 * options.Timeout, time);
        try
        {
            using var place = await questions.AcquireAsync(1, patience.Token);
            if (!place.IsAcquired) throw new IdentityUnavailable(IdentityTrouble.Busy, $"more tokens are waiting for Keystone at {api.Address} than it answers");
            var login = await session.Current(patience.Token);
            var said = await api.Judge(login, token, mayBeExpired, patience.Token);
            if (said.Verdict == Verdict.Said) return said.Principal;
            session.Drop(login); // it ended early, or Keystone's keys were rotated away
            said = await api.Judge(await session.Current(patience.Token), token, mayBeExpired, patience.Token);
            return said.Verdict == Verdict.Said
                ? said.Principal
                : throw new IdentityUnavailable(IdentityTrouble.Strange, $"Keystone at {api.Address} gives the service tokens that it does not take itself; check the clocks, and that all nodes of Keystone have the same keys");
        }
        catch (OperationCanceledException late)
        {
            throw new IdentityUnavailable(IdentityTrouble.Busy, $"Keystone at {api.Address} has not judged a token within {2 * options.Timeout.TotalSeconds} s", late);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Tokens that are not remembered are answered with 503: {Reason}")]
    partial void LogTrouble(string reason);
}
