namespace Abaca.Server.Identity.Storage;

/// <summary>The table of issued tokens: only their hashes, so that a copy of the database opens no door.</summary>
static class TokenStore
{
    static readonly Columns<TokenRecord> Columns = new(c => new TokenRecord(
        c.Text("hash", t => t.Hash), c.Text("user_id", t => t.UserId),
        Scope.Of(c.Text("scope_kind", t => t.Scope.Word), c.Text("scope_id", t => t.Scope.Id)),
        c.Texts("methods", ' ', t => t.Methods), c.Texts("audit_ids", ' ', t => t.AuditIds),
        c.Moment("issued_at", t => t.IssuedAt), c.Moment("expires_at", t => t.ExpiresAt), c.TextOrNull("credential_id", t => t.CredentialId)));

    public static ValueTask<TokenRecord?> Token(this Db db, string hash, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_tokens WHERE hash = {hash}", ct);

    public static Task Insert(this Tx tx, TokenRecord token, CancellationToken ct) =>
        tx.Execute(Columns.Insert("identity_tokens", token), ct);

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
}
