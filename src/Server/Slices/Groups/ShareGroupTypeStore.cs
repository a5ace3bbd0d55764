using Abaca.Server.ShareTypes;
namespace Abaca.Server.Groups;

/// <summary>The one writer of share group types and of the grants on them.</summary>
public sealed class ShareGroupTypeStore(Db db, ShareGroupSettings settings, TimeProvider clock) : ISource<ShareGroupType>
{
    static readonly Columns<ShareGroupType> Columns = new(c => new ShareGroupType(
        c.Text("t.id", t => t.Id), c.Text("t.name", t => t.Name), c.Flag("t.is_public", t => t.IsPublic), c.Map("t.group_specs", t => t.Specs),
        c.Texts("t.share_type_ids", ',', t => t.ShareTypeIds), c.Moment("t.created_at", t => t.CreatedAt), c.MomentOrNull("t.updated_at", t => t.UpdatedAt)));

    /// <summary>A type by id, or null; not scoped to a caller.</summary>
    public ValueTask<ShareGroupType?> Find(IQueries at, string id, CancellationToken ct = default) =>
        at.First(Columns, $"FROM share_group_types t WHERE t.id = {id}", ct);

    /// <summary>A type by id that the caller's project may use (public, or granted to it; an admin may use any), or null.</summary>
    ValueTask<ShareGroupType?> ISource<ShareGroupType>.Find(Caller caller, string id, CancellationToken ct) =>
        db.First(Columns, $"FROM share_group_types t WHERE t.id = {id} AND {MayUse(caller.ProjectId, caller.IsAdmin)}", ct);

    /// <summary>The type of option <c>default_share_group_type</c> (name or id), or null when none is set or it does not exist.</summary>
    public ValueTask<ShareGroupType?> Default(CancellationToken ct = default) => settings.DefaultType is { Length: > 0 } name
        ? db.First(Columns, $"FROM share_group_types t WHERE t.name = {name} OR t.id = {name}", ct)
        : ValueTask.FromResult<ShareGroupType?>(null);

    /// <summary>Whether the type is the one of <c>default_share_group_type</c>.</summary>
    public bool IsDefault(ShareGroupType type) => settings.DefaultType is { } name && (type.Name == name || type.Id == name);

    /// <summary>Types, oldest first.</summary>
    /// <param name="projectId">Only those that this project may use; null: all.</param>
    /// <param name="isPublic">Only public or only private ones; null: both.</param>
    /// <param name="ct">Cancellation.</param>
    public ValueTask<List<ShareGroupType>> All(string? projectId, bool? isPublic, CancellationToken ct = default)
    {
        var where = Sql.Of($"1 = 1");
        if (projectId is not null) where.Append($" AND {MayUse(projectId, isAdmin: false)}");
        if (isPublic is { } wanted) where.Append($" AND t.is_public = {wanted}");
        return db.Query(Columns, $"FROM share_group_types t WHERE {where} ORDER BY t.created_at, t.id", ct);
    }

    /// <summary>Adds a type.</summary>
    /// <exception cref="UniqueViolation">The name is taken.</exception>
    /// <exception cref="ApiRefusal">404: a share type of it is gone.</exception>
    public async Task Insert(Tx tx, ShareGroupType type, CancellationToken ct = default)
    {
        await ShareTypeStore.MustBeThere(tx, type.ShareTypeIds, ct);
        await tx.Execute(Columns.Insert("share_group_types t", type), ct);
    }

    /// <summary>Replaces the group specs.</summary>
    public Task SetSpecs(Tx tx, string id, IReadOnlyDictionary<string, string> specs, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_group_types SET group_specs = {Json.Write(specs)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Removes a type and the grants on it.</summary>
    /// <returns>False when it was gone already.</returns>
    public async Task<bool> Remove(Tx tx, string id, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM share_group_type_projects WHERE share_group_type_id = {id}", ct);
        return await tx.Execute($"DELETE FROM share_group_types WHERE id = {id}", ct) > 0;
    }

    /// <summary>Projects that a type was granted to, sorted.</summary>
    public ValueTask<List<string>> ProjectsOf(string id, CancellationToken ct = default) =>
        db.Texts($"SELECT project_id FROM share_group_type_projects WHERE share_group_type_id = {id} ORDER BY project_id", ct);

    /// <summary>Lets a project use a private type.</summary>
    /// <exception cref="UniqueViolation">It may already.</exception>
    public Task Grant(Tx tx, string id, string projectId, CancellationToken ct = default) => tx.Execute(
        $"INSERT INTO share_group_type_projects (share_group_type_id, project_id, created_at) VALUES ({id}, {projectId}, {clock.GetUtcNow()})", ct);

    /// <summary>Takes a grant back.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> Revoke(Tx tx, string id, string projectId, CancellationToken ct = default) =>
        await tx.Execute($"DELETE FROM share_group_type_projects WHERE share_group_type_id = {id} AND project_id = {projectId}", ct) > 0;

    /// <summary>Whether a group type or a group names the share type.</summary>
    public async ValueTask<bool> NameShareType(Tx tx, string shareTypeId, CancellationToken ct = default)
    {
        var part = string.Concat("%", shareTypeId, "%");
        return await tx.Any($"FROM share_group_types WHERE share_type_ids LIKE {part}", ct) || await tx.Any($"FROM share_groups WHERE share_type_ids LIKE {part}", ct);
    }

    static Sql MayUse(string projectId, bool isAdmin) => isAdmin
        ? Sql.Of($"1 = 1")
        : Sql.Of(
            $"""
             (t.is_public = {true} OR EXISTS (SELECT 1 FROM share_group_type_projects p
               WHERE p.share_group_type_id = t.id AND p.project_id = {projectId}))
             """);
}
