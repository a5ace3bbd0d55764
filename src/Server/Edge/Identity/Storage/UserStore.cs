namespace Abaca.Server.Identity.Storage;

/// <summary>The table of users.</summary>
static class UserStore
{
    static readonly Columns<User> Columns = new(c => new User(
        c.Text("id", u => u.Id), c.Text("name", u => u.Name), c.Flag("enabled", u => u.Enabled), c.TextOrNull("description", u => u.Description),
        c.TextOrNull("email", u => u.Email), c.TextOrNull("default_project_id", u => u.DefaultProjectId)));

    public static ValueTask<User?> User(this Db db, string id, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_users WHERE id = {id}", ct);

    public static ValueTask<User?> UserNamed(this Db db, string name, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_users WHERE name = {name}", ct);

    public static ValueTask<List<User>> Users(this Db db, CancellationToken ct) =>
        db.Query(Columns, $"FROM identity_users ORDER BY name", ct);

    /// <summary>The stored hash of a user's password, or null when it has none.</summary>
    public static ValueTask<string?> PasswordHash(this Db db, string userId, CancellationToken ct) =>
        db.Text($"SELECT password_hash FROM identity_users WHERE id = {userId}", ct);

    public static Task Insert(this Tx tx, User user, string? passwordHash, CancellationToken ct) =>
        tx.Execute(Columns.Insert("identity_users", user, new ColumnValue("password_hash", $"{passwordHash}")), ct);

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
            UPDATE identity_users SET {Columns.Set(user, "name", "enabled", "description", "email", "default_project_id")} WHERE id = {user.Id}
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
}
