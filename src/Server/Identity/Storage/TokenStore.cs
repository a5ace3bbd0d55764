using Abaca.Server.Data;

namespace Abaca.Server.Identity.Storage;

/// <summary>The table of issued tokens: only their hashes, so that a copy of the database opens no door.</summary>
static class TokenStore
{
    public static ValueTask<TokenRecord?> Token(this Db db, string hash, CancellationToken ct) => db.First(
        $"""
        SELECT hash, user_id, scope_kind, scope_id, methods, audit_ids, issued_at, expires_at, credential_id
        FROM identity_tokens WHERE hash = {hash}
        """, Read, ct);

    public static Task Insert(this Tx tx, TokenRecord token, CancellationToken ct) => tx.Execute(
        $"""
        INSERT INTO identity_tokens
            (hash, user_id, scope_kind, scope_id, methods, audit_ids, issued_at, expires_at, credential_id)
        VALUES ({token.Hash}, {token.UserId}, {token.Scope.Word}, {token.Scope.Id}, {string.Join(' ', token.Methods)},
            {string.Join(' ', token.AuditIds)}, {token.IssuedAt}, {token.ExpiresAt}, {token.CredentialId})
        """, ct);

    /// <summary>Deletes a token; answers 0 when it was gone.</summary>
    public static Task<int> DeleteToken(this Tx tx, string hash, CancellationToken ct) =>
        tx.Execute($"DELETE FROM identity_tokens WHERE hash = {hash}", ct);

    /// <summary>Ends all tokens of a user, whatever they are for.</summary>
    public static Task EndTokensOf(this Tx tx, string userId, CancellationToken ct) =>
        tx.Execute($"DELETE FROM identity_tokens WHERE user_id = {userId}", ct);

    /// <summary>Ends all tokens for a scope, whoever has them.</summary>
    public static Task EndTokensFor(this Tx tx, Scope scope, CancellationToken ct) =>
        tx.Execute($"DELETE FROM identity_tokens WHERE scope_kind = {scope.Word} AND scope_id = {scope.Id}", ct);

    /// <summary>Ends a user's tokens for a scope.</summary>
    public static Task EndTokensOf(this Tx tx, string userId, Scope scope, CancellationToken ct) => tx.Execute(
        $"DELETE FROM identity_tokens WHERE user_id = {userId} AND scope_kind = {scope.Word} AND scope_id = {scope.Id}", ct);

    /// <summary>Deletes the tokens that have ended by a moment and answers how many.</summary>
    public static Task<int> DeleteTokensEndedBy(this Tx tx, DateTimeOffset moment, CancellationToken ct) =>
        tx.Execute($"DELETE FROM identity_tokens WHERE expires_at <= {moment}", ct);

    static TokenRecord Read(Row row) => new(
        row.Text(0), row.Text(1), Scope.Of(row.Text(2), row.Text(3)), row.Text(4).Split(' '), row.Text(5).Split(' '),
        row.Moment(6), row.Moment(7), row.TextOrNull(8));
}
