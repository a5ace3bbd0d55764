using System.Net;
using System.Security.Cryptography;
using System.Text;
using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity.Api;

/// <summary>Judges proofs of identity. Every wrong proof gives the same 401 after the same work.</summary>
sealed class Authenticator(Db db, Passwords passwords, LoginQueue queue, Tokens tokens, TimeProvider time)
{
    /// <summary>Checks every proof offered; all must be good and speak of the same user.</summary>
    /// <exception cref="IdentityRefusal">401, or 429 after too many wrong guesses.</exception>
    public async Task<ProvenCaller> Prove(AuthRequest request, IPAddress? from, CancellationToken ct)
    {
        ProvenCaller? proven = null;
        if (request.Password is { } password) proven = await ByPassword(password, from, ct);
        if (request.Credential is { } credential) proven = Agree(proven, await ByCredential(credential, from, ct));
        if (request.Token is { } token) proven = Agree(proven, await ByToken(token, ct));
        return proven ?? throw IdentityRefusals.WhoAreYou();
    }

    /// <summary>The user whose password this is; for changing it.</summary>
    public async Task<User> Owner(string userId, string password, IPAddress? from, CancellationToken ct) =>
        (await ByPassword(new(new(userId, null, true), password), from, ct)).User;

    async Task<ProvenCaller> ByPassword(AuthRequest.PasswordProof proof, IPAddress? from, CancellationToken ct)
    {
        var user = await Find(proof.User, ct);
        var who = user?.Id ?? Unknown(proof.User.Id ?? proof.User.Name!);
        await Guarded(who, from, user is null ? null : await db.PasswordHash(user.Id, ct), proof.Secret, ct);
        return user is { Enabled: true } ? new(user, [AuthRequest.PasswordMethod]) : throw IdentityRefusals.WhoAreYou();
    }

    async Task<ProvenCaller> ByCredential(AuthRequest.CredentialProof proof, IPAddress? from, CancellationToken ct)
    {
        var credential = await Find(proof, ct);
        var who = credential?.Id ?? Unknown(proof.Id ?? proof.User!.Id ?? proof.User.Name!);
        await Guarded(who, from, credential is null ? null : await db.SecretHash(credential.Id, ct), proof.Secret, ct);
        if (credential is null || credential.ExpiresAt <= time.GetUtcNow()) throw IdentityRefusals.WhoAreYou();
        return await db.User(credential.UserId, ct) is { Enabled: true } user
            ? new(user, [AuthRequest.CredentialMethod], credential, credential.ExpiresAt)
            : throw IdentityRefusals.WhoAreYou();
    }

    async Task<ProvenCaller> ByToken(string text, CancellationToken ct)
    {
        var token = await tokens.Check(text, ct) ?? throw IdentityRefusals.WhoAreYou();
        var methods = token.Record.Methods.Append(AuthRequest.TokenMethod).Distinct().ToList();
        return new(token.User, methods, token.Credential, token.Record.ExpiresAt, token.Record.AuditIds[^1]);
    }

    async Task Guarded(string who, IPAddress? from, string? hash, string secret, CancellationToken ct)
    {
        if (!await queue.Judge(LoginAttempt.From(from, who), () => passwords.Verify(hash, secret, ct), ct)) throw IdentityRefusals.WhoAreYou();
    }

    async Task<User?> Find(AuthRequest.Named user, CancellationToken ct)
    {
        if (!user.InDomain) return null;
        return user.Id is { } id ? await db.User(id, ct) : await db.UserNamed(user.Name!, ct);
    }

    async Task<ApplicationCredential?> Find(AuthRequest.CredentialProof proof, CancellationToken ct)
    {
        if (proof.Id is { } id) return await db.Credential(id, ct);
        if (await Find(proof.User!, ct) is not { } user) return null;
        return (await db.CredentialsOf(user.Id, ct)).Find(c => c.Name == proof.Name);
    }

    static ProvenCaller Agree(ProvenCaller? one, ProvenCaller other)
    {
        if (one is null) return other;
        if (one.User.Id != other.User.Id) throw IdentityRefusals.WhoAreYou();
        return one with
        {
            Methods = [.. one.Methods.Union(other.Methods)],
            Credential = one.Credential ?? other.Credential,
            EndsAt = one.EndsAt < other.EndsAt ? one.EndsAt : other.EndsAt ?? one.EndsAt,
            ParentAudit = other.ParentAudit,
        };
    }

    /// <summary>A short key for a name that is nobody's; it may be of any length.</summary>
    static string Unknown(string name) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
