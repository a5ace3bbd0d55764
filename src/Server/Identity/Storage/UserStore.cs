using Abaca.Server.Data;

namespace Abaca.Server.Identity.Storage;

/// <summary>The table of users.</summary>
static class UserStore
{
    static Sql Columns => Sql.Raw("id, name, enabled, description, email, default_project_id");

    public static ValueTask<User?> User(this Db db, string id, CancellationToken ct) =>
        db.First($"SELECT {Columns} FROM identity_users WHERE id = {id}", Read, ct);

    public static ValueTask<User?> UserNamed(this Db db, string name, CancellationToken ct) =>
        db.First($"SELECT {Columns} FROM identity_users WHERE name = {name}", Read, ct);

    public static ValueTask<List<User>> Users(this Db db, CancellationToken ct) =>
        db.Query($"SELECT {Columns} FROM identity_users ORDER BY name", Read, ct);

    /// <summary>The stored hash of a user's password, or null when it has none.</summary>
    public static ValueTask<string?> PasswordHash(this Db db, string userId, CancellationToken ct) =>
        db.First($"SELECT password_hash FROM identity_users WHERE id = {userId} AND password_hash IS NOT NULL", row => row.Text(0), ct);

    public static Task Insert(this Tx tx, User user, string? passwordHash, CancellationToken ct) => tx.Execute(
        $"""
        INSERT INTO identity_users (id, name, enabled, description, email, default_project_id, password_hash)
        VALUES ({user.Id}, {user.Name}, {user.Enabled}, {user.Description}, {user.Email}, {user.DefaultProjectId}, {passwordHash})
        """, ct);

    /// <summary>
    /// Writes every field but the password; answers 0 when the user is gone. Disabling ends the user's tokens and application credentials for
    /// good, as in Keystone: enabling gives nothing of them back.
    /// </summary>
    public static async Task<int> Update(this Tx tx, User user, CancellationToken ct)
    {
        if (!user.Enabled)
        {
            await tx.EndTokensOf(user.Id, ct);
            await tx.Execute($"DELETE FROM identity_application_credentials WHERE user_id = {user.Id}", ct);
        }
        return await tx.Execute(
            $"""
            UPDATE identity_users SET name = {user.Name}, enabled = {user.Enabled}, description = {user.Description},
                email = {user.Email}, default_project_id = {user.DefaultProjectId}
            WHERE id = {user.Id}
            """, ct);
    }

    /// <summary>Sets a password and ends the user's tokens, which were made with the old one.</summary>
    public static async Task SetPassword(this Tx tx, string userId, string? hash, CancellationToken ct)
    {
        await tx.Execute($"UPDATE identity_users SET password_hash = {hash} WHERE id = {userId}", ct);
        await tx.EndTokensOf(userId, ct);
    }

    /// <summary>Deletes a user with all that hangs on it; answers 0 when there was none.</summary>
    public static async Task<int> DeleteUser(this Tx tx, string id, CancellationToken ct)
    {
        await tx.EndTokensOf(id, ct);
        await tx.Execute($"DELETE FROM identity_application_credentials WHERE user_id = {id}", ct);
        await tx.Execute($"DELETE FROM identity_assignments WHERE user_id = {id}", ct);
        return await tx.Execute($"DELETE FROM identity_users WHERE id = {id}", ct);
    }

    static User Read(Row row) =>
        new(row.Text(0), row.Text(1), row.Flag(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5));
}
