using Abaca.Server.Data;

namespace Abaca.Server.Quotas;

/// <summary>Limits and use of a project, and of some users and share types in it, as of one moment.</summary>
public sealed class QuotaStanding
{
    enum Kind
    {
        Limit,
        Use,
        ClassLimit,
    }

    readonly Dictionary<(string Kind, string Id, string Resource), long> limits = [];
    readonly Dictionary<(string Kind, string Id, string Resource), long> uses = [];
    readonly Dictionary<string, long> classLimits = new(StringComparer.Ordinal);
    readonly QuotaDefaults defaults;

    QuotaStanding(IEnumerable<(Kind Kind, string Scope, string Id, string Resource, long Value)> rows, QuotaDefaults defaults)
    {
        this.defaults = defaults;
        foreach (var row in rows)
        {
            if (row.Kind == Kind.ClassLimit) classLimits[row.Resource] = row.Value;
            else (row.Kind == Kind.Limit ? limits : uses)[(row.Scope, row.Id, row.Resource)] = row.Value;
        }
    }

    /// <summary>Reads it in a transaction that will change it.</summary>
    internal static async Task<QuotaStanding> Of(Tx tx, IReadOnlyList<QuotaScope> scopes, QuotaDefaults defaults, CancellationToken ct) =>
        new(await tx.Query(Rows(scopes), Read, ct), defaults);

    /// <summary>Reads it to be shown.</summary>
    internal static async ValueTask<QuotaStanding> Of(Db db, IReadOnlyList<QuotaScope> scopes, QuotaDefaults defaults, CancellationToken ct) =>
        new(await db.Query(Rows(scopes), Read, ct), defaults);

    /// <summary>The limit that holds; -1: none.</summary>
    public long Limit(QuotaScope scope, QuotaResource resource)
    {
        if (limits.TryGetValue((scope.Kind, scope.Id, resource.Name), out var own)) return own;
        return scope.IsOfProject ? Default(resource) : Limit(QuotaScope.Project(scope.ProjectId), resource);
    }

    /// <summary>The limit of a project that has none of its own; -1: none.</summary>
    public long Default(QuotaResource resource) =>
        classLimits.TryGetValue(resource.Name, out var limit) ? limit : resource.Default(defaults);

    /// <summary>What is used; 0 when nobody has used any yet.</summary>
    public long Use(QuotaScope scope, QuotaResource resource) => uses.GetValueOrDefault((scope.Kind, scope.Id, resource.Name));

    /// <summary>Whether there is a row of use.</summary>
    internal bool HasUse(QuotaScope scope, QuotaResource resource) => uses.ContainsKey((scope.Kind, scope.Id, resource.Name));

    static Sql Rows(IReadOnlyList<QuotaScope> scopes)
    {
        var project = scopes[0].ProjectId;
        var which = Sql.Of($"(scope = {scopes[0].Kind} AND scope_id = {scopes[0].Id})");
        foreach (var scope in scopes.Skip(1)) which.Append($" OR (scope = {scope.Kind} AND scope_id = {scope.Id})");
        return Sql.Of(
            $"""
             SELECT 0, scope, scope_id, resource, hard_limit FROM quotas WHERE project_id = {project} AND ({which})
             UNION ALL SELECT 1, scope, scope_id, resource, in_use FROM quota_uses WHERE project_id = {project} AND ({which})
             UNION ALL SELECT 2, '', '', resource, hard_limit FROM quota_classes WHERE class_name = {QuotaBook.DefaultClass}
             """);
    }

    static (Kind, string, string, string, long) Read(Row row) =>
        ((Kind)row.Number(0), row.Text(1), row.Text(2), row.Text(3), row.Number(4));
}
