using Abaca.Server.Data;

namespace Abaca.Server.Identity.Storage;

/// <summary>The table of application credentials.</summary>
static class ApplicationCredentialStore
{
    static Sql Columns => Sql.Raw("id, user_id, project_id, name, description, unrestricted, expires_at, role_ids");

    public static ValueTask<ApplicationCredential?> Credential(this Db db, string id, CancellationToken ct) =>
        db.First($"SELECT {Columns} FROM identity_application_credentials WHERE id = {id}", Read, ct);

    public static ValueTask<List<ApplicationCredential>> CredentialsOf(this Db db, string userId, CancellationToken ct) =>
        db.Query($"SELECT {Columns} FROM identity_application_credentials WHERE user_id = {userId} ORDER BY name", Read, ct);

    /// <summary>The stored hash of a credential's secret, or null when the credential is gone.</summary>
    public static ValueTask<string?> SecretHash(this Db db, string id, CancellationToken ct) =>
        db.First($"SELECT secret_hash FROM identity_application_credentials WHERE id = {id}", row => row.Text(0), ct);

    public static Task Insert(this Tx tx, ApplicationCredential made, string secretHash, CancellationToken ct) => tx.Execute(
        $"""
        INSERT INTO identity_application_credentials
            (id, user_id, project_id, name, description, unrestricted, expires_at, role_ids, secret_hash)
        VALUES ({made.Id}, {made.UserId}, {made.ProjectId}, {made.Name}, {made.Description}, {made.Unrestricted},
            {made.ExpiresAt}, {string.Join(' ', made.RoleIds)}, {secretHash})
        """, ct);

    /// <summary>Deletes one of a user's credentials and the tokens made with it; answers 0 when there was none.</summary>
    public static async Task<int> DeleteCredential(this Tx tx, string userId, string id, CancellationToken ct)
    {
        await tx.Execute($"DELETE FROM identity_tokens WHERE user_id = {userId} AND credential_id = {id}", ct);
        return await tx.Execute($"DELETE FROM identity_application_credentials WHERE id = {id} AND user_id = {userId}", ct);
    }

    static ApplicationCredential Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.Flag(5), row.MomentOrNull(6), row.Text(7).Split(' '));
}
