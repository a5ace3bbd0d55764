using Abaca.Server.Data;

namespace Abaca.Server.Identity.Storage;

/// <summary>The tables of roles and of who holds them.</summary>
static class RoleStore
{
    static Sql Columns => Sql.Raw("r.id, r.name, r.description");

    public static ValueTask<Role?> Role(this Db db, string id, CancellationToken ct) =>
        db.First($"SELECT {Columns} FROM identity_roles r WHERE r.id = {id}", Read, ct);

    public static ValueTask<List<Role>> Roles(this Db db, CancellationToken ct) =>
        db.Query($"SELECT {Columns} FROM identity_roles r ORDER BY r.name", Read, ct);

    /// <summary>The roles assigned to a user on a scope, without implied ones.</summary>
    public static ValueTask<List<Role>> RolesHeld(this Db db, string userId, Scope scope, CancellationToken ct) => db.Query(
        $"""
        SELECT {Columns} FROM identity_roles r JOIN identity_assignments a ON a.role_id = r.id
        WHERE a.user_id = {userId} AND a.scope_kind = {scope.Word} AND a.scope_id = {scope.Id}
        ORDER BY r.name
        """, Read, ct);

    /// <summary>All assignments, or those of one user.</summary>
    public static ValueTask<List<RoleAssignment>> Assignments(this Db db, string? userId, CancellationToken ct)
    {
        var one = userId is null ? Sql.Raw("") : Sql.Of($"WHERE user_id = {userId}");
        return db.Query(
            $"""
            SELECT user_id, role_id, scope_kind, scope_id FROM identity_assignments {one}
            ORDER BY user_id, scope_kind, scope_id, role_id
            """, ReadAssignment, ct);
    }

    public static Task Insert(this Tx tx, Role role, CancellationToken ct) => tx.Execute(
        $"INSERT INTO identity_roles (id, name, description) VALUES ({role.Id}, {role.Name}, {role.Description})", ct);

    /// <summary>Writes every field; answers 0 when the role is gone.</summary>
    public static Task<int> Update(this Tx tx, Role role, CancellationToken ct) => tx.Execute(
        $"UPDATE identity_roles SET name = {role.Name}, description = {role.Description} WHERE id = {role.Id}", ct);

    /// <summary>Deletes a role and takes it from everybody, as <see cref="Unassign"/> does; answers 0 when there was none.</summary>
    public static async Task<int> DeleteRole(this Tx tx, string id, CancellationToken ct)
    {
        var held = await tx.Query(
            $"SELECT user_id, role_id, scope_kind, scope_id FROM identity_assignments WHERE role_id = {id}", ReadAssignment, ct);
        foreach (var one in held) await tx.Unassign(one, ct);
        return await tx.Execute($"DELETE FROM identity_roles WHERE id = {id}", ct);
    }

    /// <summary>Gives a role; giving it again changes nothing.</summary>
    public static async Task Assign(this Tx tx, RoleAssignment given, CancellationToken ct)
    {
        if (await tx.Number($"SELECT COUNT(*) FROM identity_assignments WHERE {Exactly(given)}", ct) > 0) return;
        await tx.Execute(
            $"""
            INSERT INTO identity_assignments (user_id, scope_kind, scope_id, role_id)
            VALUES ({given.UserId}, {given.Scope.Word}, {given.Scope.Id}, {given.RoleId})
            """, ct);
    }

    /// <summary>
    /// Takes a role; answers 0 when it was not held. The user's tokens and application credentials for that scope end with it, as in Keystone:
    /// giving the role back brings none of them back.
    /// </summary>
    public static async Task<int> Unassign(this Tx tx, RoleAssignment taken, CancellationToken ct)
    {
        var gone = await tx.Execute($"DELETE FROM identity_assignments WHERE {Exactly(taken)}", ct);
        if (gone == 0) return 0;
        await tx.EndTokensOf(taken.UserId, taken.Scope, ct);
        if (taken.Scope.Kind != ScopeKind.Project) return gone;
        await tx.Execute($"DELETE FROM identity_application_credentials WHERE user_id = {taken.UserId} AND project_id = {taken.Scope.Id}", ct);
        return gone;
    }

    static Sql Exactly(RoleAssignment one) => Sql.Of(
        $"user_id = {one.UserId} AND scope_kind = {one.Scope.Word} AND scope_id = {one.Scope.Id} AND role_id = {one.RoleId}");

    static RoleAssignment ReadAssignment(Row row) => new(row.Text(0), row.Text(1), Scope.Of(row.Text(2), row.Text(3)));

    static Role Read(Row row) => new(row.Text(0), row.Text(1), row.TextOrNull(2));
}
