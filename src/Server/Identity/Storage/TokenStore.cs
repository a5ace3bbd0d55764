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

    /// <summary>Deletes the tokens that have ended by a moment and answers how many.</summary>
    public static Task<int> DeleteTokensEndedBy(this Tx tx, DateTimeOffset moment, CancellationToken ct) =>
        tx.Execute($"DELETE FROM identity_tokens WHERE expires_at <= {moment}", ct);

    static TokenRecord Read(Row row) => new(
        row.Text(0), row.Text(1), Scope.Of(row.Text(2), row.Text(3)), row.Text(4).Split(' '), row.Text(5).Split(' '),
        row.Moment(6), row.Moment(7), row.TextOrNull(8));
}
