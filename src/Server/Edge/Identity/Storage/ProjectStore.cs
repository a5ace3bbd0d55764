namespace Abaca.Server.Identity.Storage;

/// <summary>The table of projects.</summary>
static class ProjectStore
{
    static readonly Columns<Project> Columns = new(c => new Project(
        c.Text("p.id", p => p.Id), c.Text("p.name", p => p.Name), c.Flag("p.enabled", p => p.Enabled), c.Text("p.description", p => p.Description)));

    public static ValueTask<Project?> Project(this Db db, string id, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_projects p WHERE p.id = {id}", ct);

    public static ValueTask<Project?> ProjectNamed(this Db db, string name, CancellationToken ct) =>
        db.First(Columns, $"FROM identity_projects p WHERE p.name = {name}", ct);

    public static ValueTask<List<Project>> Projects(this Db db, CancellationToken ct) =>
        db.Query(Columns, $"FROM identity_projects p ORDER BY p.name", ct);

    /// <summary>The projects on which a user holds any role.</summary>
    public static ValueTask<List<Project>> ProjectsOf(this Db db, string userId, CancellationToken ct) => db.Query(
        Columns,
        $"""
        FROM identity_projects p WHERE p.id IN
            (SELECT scope_id FROM identity_assignments WHERE user_id = {userId} AND scope_kind = 'project')
        ORDER BY p.name
        """, ct);

    public static Task Insert(this Tx tx, Project project, CancellationToken ct) =>
        tx.Execute(Columns.Insert("identity_projects p", project), ct);

    /// <summary>
    /// Writes every field; answers 0 when the project is gone. Disabling ends the tokens for it for good; application credentials stay, as in
    /// Keystone, and get new tokens when the project is enabled again.
    /// </summary>
    public static async Task<int> Update(this Tx tx, Project project, CancellationToken ct)
    {
        if (!project.Enabled) await tx.EndTokensFor(Scope.Project(project.Id), ct);
        return await tx.Execute(
            $"UPDATE identity_projects SET {Columns.Set(project, "p.name", "p.enabled", "p.description")} WHERE id = {project.Id}", ct);
    }

    /// <summary>Deletes a project with all that hangs on it here; answers 0 when there was none.</summary>
    public static async Task<int> DeleteProject(this Tx tx, string id, CancellationToken ct)
    {
        await tx.EndTokensFor(Scope.Project(id), ct);
        await tx.Execute($"DELETE FROM identity_application_credentials WHERE project_id = {id}", ct);
        await tx.Execute($"DELETE FROM identity_assignments WHERE scope_kind = 'project' AND scope_id = {id}", ct);
        await tx.Execute($"UPDATE identity_users SET default_project_id = NULL WHERE default_project_id = {id}", ct);
        return await tx.Execute($"DELETE FROM identity_projects WHERE id = {id}", ct);
    }
}
