namespace Abaca.Server.Quotas;

/// <summary>The one writer of limits: of projects, of users and share types in them, and of the default class.</summary>
public sealed class QuotaLimitStore(Db db, QuotaDefaults defaults)
{
    static readonly Columns<(string Resource, long Limit)> ClassColumns = new(c => (c.Text("resource"), c.Number("hard_limit")));

    /// <summary>Limits and use of one scope and, for what it has not, of its project.</summary>
    public ValueTask<QuotaStanding> Standing(IQueries at, QuotaScope scope, CancellationToken ct = default) =>
        QuotaStanding.Of(at, WithProject(scope), defaults, ct);

    /// <summary>The same as it is now.</summary>
    public ValueTask<QuotaStanding> Standing(QuotaScope scope, CancellationToken ct = default) => Standing(db, scope, ct);

    /// <summary>Sum of the limits that users of the project have of their own.</summary>
    public ValueTask<long> GrantedToUsers(Tx tx, string projectId, QuotaResource resource, CancellationToken ct = default) => tx.Number(
        $"""
         SELECT SUM(hard_limit) FROM quotas
         WHERE project_id = {projectId} AND scope = {QuotaScope.UserKind} AND resource = {resource.Name} AND hard_limit > 0
         """, ct);

    /// <summary>Sets a limit; -1 is unlimited.</summary>
    public async Task Set(Tx tx, QuotaScope scope, QuotaResource resource, long limit, CancellationToken ct = default)
    {
        var known = await tx.Execute(
            $"""
             UPDATE quotas SET hard_limit = {limit}
             WHERE project_id = {scope.ProjectId} AND scope = {scope.Kind} AND scope_id = {scope.Id} AND resource = {resource.Name}
             """, ct);
        if (known > 0) return;
        await tx.Execute(
            $"""
             INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit)
             VALUES ({scope.ProjectId}, {scope.Kind}, {scope.Id}, {resource.Name}, {limit})
             """, ct);
    }

    /// <summary>Takes all own limits of a scope away. What is used stays as it is: it counts rows, not limits.</summary>
    public Task Reset(Tx tx, QuotaScope scope, CancellationToken ct = default) => tx.Execute(
        $"DELETE FROM quotas WHERE project_id = {scope.ProjectId} AND scope = {scope.Kind} AND scope_id = {scope.Id}", ct);

    /// <summary>The limits of a quota class: its own rows, for the rest the configured ones.</summary>
    public async ValueTask<IReadOnlyDictionary<string, long>> OfClass(string name, CancellationToken ct = default)
    {
        var limits = QuotaResource.All.ToDictionary(r => r.Name, r => (long)r.Default(defaults), StringComparer.Ordinal);
        var rows = await db.Query(ClassColumns, $"FROM quota_classes WHERE class_name = {name}", ct);
        foreach (var (resource, limit) in rows) limits[resource] = limit;
        return limits;
    }

    /// <summary>Sets a limit of a quota class.</summary>
    public async Task SetOfClass(Tx tx, string name, QuotaResource resource, long limit, CancellationToken ct = default)
    {
        var known = await tx.Execute(
            $"UPDATE quota_classes SET hard_limit = {limit} WHERE class_name = {name} AND resource = {resource.Name}", ct);
        if (known > 0) return;
        await tx.Execute($"INSERT INTO quota_classes (class_name, resource, hard_limit) VALUES ({name}, {resource.Name}, {limit})", ct);
    }

    static List<QuotaScope> WithProject(QuotaScope scope) =>
        scope.IsOfProject ? [scope] : [QuotaScope.Project(scope.ProjectId), scope];
}
