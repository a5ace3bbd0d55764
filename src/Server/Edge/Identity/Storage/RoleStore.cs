namespace Abaca.Server.Identity.Storage;

/// <summary>The tables of roles and of who holds them.</summary>
static class RoleStore
{
    static readonly Columns<Role> Columns = new(c => new Role(
        c.Text("r.id", r => r.Id), c.Text("r.name", r => r.Name), c.TextOrNull("r.description", r => r.Description)));

    static readonly Columns<RoleAssignment> AssignmentColumns = new(c => new RoleAssignment(
        c.Text("user_id", a => a.UserId), c.Text("role_id", a => a.RoleId), Scope.Of(c.Text("scope_kind", a => a.Scope.Word), c.Text("scope_id", a => a.Scope.Id))));

    public static ValueTask<Role?> Role(this Db db, string id, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_roles r WHERE r.id = {id}", ct);

    public static ValueTask<List<Role>> Roles(this Db db, CancellationToken ct) =>
        db.Query(Columns, $"FROM identity_roles r ORDER BY r.name", ct);

    /// <summary>The roles assigned to a user on a scope, without implied ones.</summary>
    public static ValueTask<List<Role>> RolesHeld(this Db db, string userId, Scope scope, CancellationToken ct) => db.Query(
        Columns,
        $"""
        FROM identity_roles r JOIN identity_assignments a ON a.role_id = r.id
        WHERE a.user_id = {userId} AND a.scope_kind = {scope.Word} AND a.scope_id = {scope.Id}
        ORDER BY r.name
        """, ct);

    /// <summary>All assignments, or those of one user.</summary>
    public static ValueTask<List<RoleAssignment>> Assignments(this Db db, string? userId, CancellationToken ct)
    {
        var one = userId is null ? Sql.Raw("") : Sql.Of($"WHERE user_id = {userId}");
        return db.Query(AssignmentColumns, $"FROM identity_assignments {one} ORDER BY user_id, scope_kind, scope_id, role_id", ct);
    }

    public static Task Insert(this Tx tx, Role role, CancellationToken ct) => tx.Execute(Columns.Insert("identity_roles r", role), ct);

    /// <summary>Writes every field; answers 0 when the role is gone.</summary>
    public static Task<int> Update(this Tx tx, Role role, CancellationToken ct) => tx.Execute(
        $"UPDATE identity_roles SET {Columns.Set(role, "r.name", "r.description")} WHERE id = {role.Id}", ct);

    /// <summary>Deletes a role and takes it from everybody, as <see cref="Unassign"/> does; answers 0 when there was none.</summary>
    public static async Task<int> DeleteRole(this Tx tx, string id, CancellationToken ct)
    {
        var held = await tx.Query(AssignmentColumns, $"FROM identity_assignments WHERE role_id = {id}", ct);
        foreach (var one in held) await tx.Unassign(one, ct);
        return await tx.Execute($"DELETE FROM identity_roles WHERE id = {id}", ct);
    }

    /// <summary>Gives a role; giving it again changes nothing.</summary>
    public static async Task Assign(this Tx tx, RoleAssignment given, CancellationToken ct)
    {
        if (await tx.Any($"FROM identity_assignments WHERE {Exactly(given)}", ct)) return;
        await tx.Execute(AssignmentColumns.Insert("identity_assignments", given), ct);
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
}
