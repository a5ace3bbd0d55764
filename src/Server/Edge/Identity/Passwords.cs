using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Abaca.Server.Identity;

/// <summary>
/// Hashes and checks passwords with the framework's hasher (PBKDF2, a salt each). Slow on purpose, so never on a request's own
/// thread and never more at once than half the processors: guessing must not starve the share service.
/// </summary>
sealed class Passwords : IDisposable
{
    const int LongestQueue = 64;

    /// <summary>How many are hashed or checked at once: half the processors stay for the share service.</summary>
    public static int AtOnce => Math.Max(1, Environment.ProcessorCount / 2);

    readonly PasswordHasher<User> hasher;
    readonly SemaphoreSlim turns = new(AtOnce);
    readonly Lazy<string> nobodys;
    int waiting;

    public Passwords(IdentitySettings settings)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordRounds }));
        nobodys = new(() => hasher.HashPassword(null!, NewId.Secret()));
    }

    /// <summary>The hash to store.</summary>
    public Task<string> Hash(string secret, CancellationToken ct) => InTurn(() => hasher.HashPassword(null!, secret), ct);

    /// <summary>
    /// Whether the secret belongs to the hash. Without a hash (no such user, no password) the same work is done for a hash of nobody's,
    /// so that the time taken does not tell who exists.
    /// </summary>
    public Task<bool> Verify(string? hash, string secret, CancellationToken ct) => InTurn(() =>
    {
        var right = hasher.VerifyHashedPassword(null!, hash ?? nobodys.Value, secret) != PasswordVerificationResult.Failed;
        return right && hash is not null;
    }, ct);

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    async Task<T> InTurn<T>(Func<T> slow, CancellationToken ct)
    {
        if (Interlocked.Increment(ref waiting) > LongestQueue)
        {
            Interlocked.Decrement(ref waiting);
            throw IdentityRefusals.TooBusy();
        }
        try
        {
            await turns.WaitAsync(ct);
            try
            {
                return await Task.Run(slow, ct);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
