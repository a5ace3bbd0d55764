namespace Abaca.Server.Identity.Storage;

/// <summary>The table of application credentials.</summary>
static class ApplicationCredentialStore
{
    static readonly Columns<ApplicationCredential> Columns = new(c => new ApplicationCredential(
        c.Text("id", a => a.Id), c.Text("user_id", a => a.UserId), c.Text("project_id", a => a.ProjectId), c.Text("name", a => a.Name),
        c.TextOrNull("description", a => a.Description), c.Flag("unrestricted", a => a.Unrestricted), c.MomentOrNull("expires_at", a => a.ExpiresAt),
        c.Texts("role_ids", ' ', a => a.RoleIds)));

    public static ValueTask<ApplicationCredential?> Credential(this Db db, string id, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_application_credentials WHERE id = {id}", ct);

    public static ValueTask<List<ApplicationCredential>> CredentialsOf(this Db db, string userId, CancellationToken ct) =>
        db.Query(Columns, $"FROM identity_application_credentials WHERE user_id = {userId} ORDER BY name", ct);

    /// <summary>The stored hash of a credential's secret, or null when the credential is gone.</summary>
    public static ValueTask<string?> SecretHash(this Db db, string id, CancellationToken ct) =>
        db.Text($"SELECT secret_hash FROM identity_application_credentials WHERE id = {id}", ct);

    public static Task Insert(this Tx tx, ApplicationCredential made, string secretHash, CancellationToken ct) =>
        tx.Execute(Columns.Insert("identity_application_credentials", made, new ColumnValue("secret_hash", $"{secretHash}")), ct);

    /// <summary>Deletes one of a user's credentials and the tokens made with it; answers 0 when there was none.</summary>
    public static async Task<int> DeleteCredential(this Tx tx, string userId, string id, CancellationToken ct)
    {
        await tx.Execute($"DELETE FROM identity_tokens WHERE user_id = {userId} AND credential_id = {id}", ct);
        return await tx.Execute($"DELETE FROM identity_application_credentials WHERE id = {id} AND user_id = {userId}", ct);
    }
}
