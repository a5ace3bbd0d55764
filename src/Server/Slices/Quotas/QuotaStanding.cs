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

    static readonly Columns<(Kind Kind, string Scope, string Id, string Resource, long Value)> Columns = new(c => (
        (Kind)c.Number("kind"), c.Text("scope"), c.Text("scope_id"), c.Text("resource"), c.Number("amount")));

    readonly Dictionary<(Kind Kind, string Scope, string Id, string Resource), long> known;
    readonly QuotaDefaults defaults;

    QuotaStanding(IEnumerable<(Kind Kind, string Scope, string Id, string Resource, long Value)> rows, QuotaDefaults defaults) =>
        (known, this.defaults) = (rows.ToDictionary(row => (row.Kind, row.Scope, row.Id, row.Resource), row => row.Value), defaults);

    /// <summary>Reads it, to be shown or in the transaction that will change it.</summary>
    internal static async ValueTask<QuotaStanding> Of(IQueries at, IReadOnlyList<QuotaScope> scopes, QuotaDefaults defaults, CancellationToken ct) =>
        new(await at.Query(Columns, Rows(scopes), ct), defaults);

    /// <summary>The limit that holds; -1: none.</summary>
    public long Limit(QuotaScope scope, QuotaResource resource)
    {
        if (known.TryGetValue((Kind.Limit, scope.Kind, scope.Id, resource.Name), out var own)) return own;
        return scope.IsOfProject ? Default(resource) : Limit(QuotaScope.Project(scope.ProjectId), resource);
    }

    /// <summary>The limit of a project that has none of its own; -1: none.</summary>
    public long Default(QuotaResource resource) =>
        known.TryGetValue((Kind.ClassLimit, "", "", resource.Name), out var limit) ? limit : resource.Default(defaults);

    /// <summary>What is used; 0 when nobody has used any yet.</summary>
    public long Use(QuotaScope scope, QuotaResource resource) => known.GetValueOrDefault((Kind.Use, scope.Kind, scope.Id, resource.Name));

    /// <summary>Whether there is a row of use.</summary>
    internal bool HasUse(QuotaScope scope, QuotaResource resource) => known.ContainsKey((Kind.Use, scope.Kind, scope.Id, resource.Name));

    static Sql Rows(IReadOnlyList<QuotaScope> scopes)
    {
        var project = scopes[0].ProjectId;
        var which = Sql.Of($"(scope = {scopes[0].Kind} AND scope_id = {scopes[0].Id})");
        foreach (var scope in scopes.Skip(1)) which.Append($" OR (scope = {scope.Kind} AND scope_id = {scope.Id})");
        return Sql.Of(
            $"""
             FROM (SELECT 0 AS kind, scope, scope_id, resource, hard_limit AS amount FROM quotas WHERE project_id = {project} AND ({which})
             UNION ALL SELECT 1, scope, scope_id, resource, in_use FROM quota_uses WHERE project_id = {project} AND ({which})
             UNION ALL SELECT 2, '', '', resource, hard_limit FROM quota_classes WHERE class_name = {QuotaLedger.DefaultClass}) known
             """);
    }
}
