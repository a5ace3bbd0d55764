using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity;

/// <summary>
/// Issues, checks and revokes tokens. A token is 256 random bits; the database keeps its hash, so tokens outlive a restart and a stolen
/// database opens nothing. A checked token is remembered; whatever changes identity calls <see cref="Forget"/>, which makes every
/// remembered token be looked up anew, so revocation counts at once.
/// </summary>
sealed class Tokens(Db db, IdentitySettings settings, TimeProvider time) : IAuthentication
{
    const int MostRemembered = 20_000;
    const int LongestToken = 255;

    readonly ConcurrentDictionary<string, Remembered> checkedTokens = new(StringComparer.Ordinal);
    long generation;

    /// <inheritdoc/>
    public string Challenge { get; } = $"Keystone uri=\"{settings.AuthUrl}\"";

    /// <inheritdoc/>
    public ValueTask<Principal?> Authenticate(string token, CancellationToken ct)
    {
        var pending = Check(token, ct);
        return pending.IsCompletedSuccessfully ? new(pending.Result?.Principal) : Wait(pending);

        static async ValueTask<Principal?> Wait(ValueTask<ValidToken?> pending) => (await pending)?.Principal;
    }

    /// <summary>What a token stands for now, or null when it is unknown, ended, revoked, or its user, project or roles are gone.</summary>
    public ValueTask<ValidToken?> Check(string token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (checkedTokens.TryGetValue(token, out var known)
            && known.Generation == Volatile.Read(ref generation)
            && now < known.GoodUntil)
            return new(known.Token);
        return token.Length is 0 or > LongestToken ? new((ValidToken?)null) : new(Look(token, now, ct));
    }

    /// <summary>Makes a token. The answer is the only copy of it.</summary>
    public async Task<string> Issue(ProvenCaller caller, Scope scope, CancellationToken ct)
    {
        var token = NewId.Secret();
        var now = time.GetUtcNow();
        var end = now + settings.TokenLifetime;
        if (caller.EndsAt is { } bound && bound < end) end = bound;
        IReadOnlyList<string> audit = caller.ParentAudit is { } parent ? [NewId.Audit(), parent] : [NewId.Audit()];
        var made = new TokenRecord(HashOf(token), caller.User.Id, scope, caller.Methods, audit, now, end, caller.Credential?.Id);
        await db.Transaction(tx => tx.Insert(made, ct), ct);
        return token;
    }

    /// <summary>Ends a token at once; false when there was none.</summary>
    public async Task<bool> Revoke(string token, CancellationToken ct)
    {
        var gone = await db.Transaction(tx => tx.DeleteToken(HashOf(token), ct), ct);
        Forget();
        return gone > 0;
    }

    /// <summary>To be called after any change to users, projects, roles, assignments, credentials or tokens has been committed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref generation);
        checkedTokens.Clear();
    }

    /// <summary>Deletes ended tokens and answers how many.</summary>
    public Task<int> Purge(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var (token, known) in checkedTokens)
        {
            if (known.GoodUntil <= now) checkedTokens.TryRemove(token, out _);
        }
        return db.Transaction(tx => tx.DeleteTokensEndedBy(now, ct), ct);
    }

    /// <summary>The roles a user holds on a scope, implied ones included; for an application credential only those it was given.</summary>
    public async Task<IReadOnlyList<Role>> RolesOn(string userId, Scope scope, ApplicationCredential? credential, CancellationToken ct)
    {
        var all = await db.Roles(ct);
        var held = Expand((await db.RolesHeld(userId, scope, ct)).Select(r => r.Name), all);
        if (credential is null) return held;
        var given = Expand(all.Where(r => credential.RoleIds.Contains(r.Id)).Select(r => r.Name), all);
        return [.. held.Where(given.Contains)];
    }

    static List<Role> Expand(IEnumerable<string> names, List<Role> all)
    {
        var expanded = Role.Expand(names);
        return [.. all.Where(r => expanded.Contains(r.Name))];
    }

    async Task<ValidToken?> Look(string token, DateTimeOffset now, CancellationToken ct)
    {
        var seen = Volatile.Read(ref generation); // before reading: a change after this makes what we find here stale
        var valid = await Find(HashOf(token), now, ct);
        if (valid is null)
        {
            checkedTokens.TryRemove(token, out _);
            return null;
        }
        if (checkedTokens.Count >= MostRemembered) checkedTokens.Clear();
        var recheck = now + settings.Recheck;
        checkedTokens[token] = new(valid, seen, recheck < valid.Record.ExpiresAt ? recheck : valid.Record.ExpiresAt);
        return valid;
    }

    async Task<ValidToken?> Find(string hash, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Token(hash, ct) is not { } record || record.ExpiresAt <= now) return null;
        if (await db.User(record.UserId, ct) is not { Enabled: true } user) return null;
        ApplicationCredential? credential = null;
        if (record.CredentialId is { } id)
        {
            credential = await db.Credential(id, ct);
            if (credential is null || credential.ExpiresAt <= now) return null;
        }
        if (record.Scope.Kind == ScopeKind.Unscoped) return new(record, user, null, [], credential);
        Project? project = null;
        if (record.Scope.Kind == ScopeKind.Project)
        {
            project = await db.Project(record.Scope.Id, ct);
            if (project is not { Enabled: true }) return null;
        }
        var roles = await RolesOn(user.Id, record.Scope, credential, ct);
        return roles.Count == 0 ? null : new(record, user, project, roles, credential);
    }

    static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    sealed record Remembered(ValidToken Token, long Generation, DateTimeOffset GoodUntil);
}
