using Abaca.Server.ShareTypes;

namespace Abaca.Server.Quotas;

/// <summary>
/// What is used of the quotas: true sums per project, user and share type. Manila lets every user of a project have the
/// project's whole limit; this ledger does not.
/// </summary>
public sealed class QuotaLedger(QuotaDefaults defaults) : IShareTypeUser
{
    /// <summary>The only quota class that has an effect.</summary>
    public const string DefaultClass = "default";

    /// <summary>Takes the claim, or gives back what is negative; giving back is never refused. In the transaction of the rows it counts, so that it cannot drift.</summary>
    /// <exception cref="OverQuota">A limit would be exceeded; nothing was taken.</exception>
    /// <remarks>Two statements once the rows of use are there: this is on the way of every creation.</remarks>
    public async Task Take(Tx tx, QuotaClaim claim, CancellationToken ct = default)
    {
        // Of several limits that are reached, the first in the order of the wire is named.
        var amounts = QuotaResource.All.SelectMany(r => claim.Amounts.Where(a => a.Resource == r && a.Amount != 0)).ToList();
        if (amounts.Count == 0 && claim.OneShareGigabytes <= 0) return;
        var scopes = Scopes(claim);
        var standing = await QuotaStanding.Of(tx, scopes, defaults, ct);
        CheckOneShare(claim, scopes[0], standing);

        List<Posting> postings = [.. scopes.SelectMany(scope => amounts.Select(a => new Posting(scope, a.Resource, a.Amount, LimitOf(claim, standing, scope, a.Resource))))];
        foreach (var posting in postings)
        {
            var used = standing.Use(posting.Scope, posting.Resource);
            if (posting.Exceeds(used)) throw Over(posting, used);
        }
        await Add(tx, [.. postings.Where(p => standing.HasUse(p.Scope, p.Resource))], ct);
        await Start(tx, [.. postings.Where(p => !standing.HasUse(p.Scope, p.Resource))], ct);
    }

    /// <summary>Forgets a share type that no share has any more.</summary>
    public async Task Forget(Tx tx, string typeId, CancellationToken ct)
    {
        await tx.Execute($"DELETE FROM quotas WHERE scope = {QuotaScope.TypeKind} AND scope_id = {typeId}", ct);
        await tx.Execute($"DELETE FROM quota_uses WHERE scope = {QuotaScope.TypeKind} AND scope_id = {typeId}", ct);
    }

    static List<QuotaScope> Scopes(QuotaClaim claim)
    {
        List<QuotaScope> scopes = [QuotaScope.Project(claim.ProjectId), QuotaScope.User(claim.ProjectId, claim.UserId)];
        if (claim.ShareTypeId is { } type) scopes.Add(QuotaScope.Type(claim.ProjectId, type));
        return scopes;
    }

    /// <summary>Makes the ledger say what was counted from the rows.</summary>
    public static async Task Correct(Tx tx, QuotaScope scope, string resource, long rows, CancellationToken ct = default)
    {
        var known = await tx.Execute(
            $"""
             UPDATE quota_uses SET in_use = {rows}
             WHERE project_id = {scope.ProjectId} AND scope = {scope.Kind} AND scope_id = {scope.Id} AND resource = {resource}
             """, ct);
        if (known > 0) return;
        await tx.Execute(
            $"INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use) VALUES ({scope.ProjectId}, {scope.Kind}, {scope.Id}, {resource}, {rows})", ct);
    }

    static long LimitOf(QuotaClaim claim, QuotaStanding standing, QuotaScope scope, QuotaResource resource) =>
        claim.EvenBeyondLimits ? -1 : standing.Limit(scope, resource);

    static void CheckOneShare(QuotaClaim claim, QuotaScope project, QuotaStanding standing)
    {
        var limit = standing.Limit(project, QuotaResource.PerShareGigabytes);
        if (limit < 0 || claim.OneShareGigabytes <= limit) return;
        throw new OverQuota(QuotaResource.PerShareGigabytes.Name, string.Create(CultureInfo.InvariantCulture,
            $"{QuotaResource.PerShareGigabytes.Exceeded}: a share of {claim.OneShareGigabytes} GiB is larger than the {limit} GiB that per_share_gigabytes allows for one share."));
    }

    // The condition holds already; it stays in the statement for engines where two transactions may read the same use.
    static async Task Add(Tx tx, IReadOnlyList<Posting> postings, CancellationToken ct)
    {
        if (postings.Count == 0) return;
        var rows = Sql.Of($"{postings[0].Row}");
        foreach (var posting in postings.Skip(1)) rows.Append($" OR {posting.Row}");
        var amount = Sql.Of($"CASE resource");
        foreach (var (resource, delta) in postings.Select(p => (p.Resource.Name, p.Delta)).Distinct())
        {
            amount.Append($" WHEN {resource} THEN {delta}");
        }
        var changed = await tx.Execute($"UPDATE quota_uses SET in_use = in_use + {amount} ELSE 0 END WHERE {rows}", ct);
        if (changed != postings.Count) throw Over(postings[0], postings[0].Limit);
    }

    static async Task Start(Tx tx, IReadOnlyList<Posting> postings, CancellationToken ct)
    {
        if (postings.Count == 0) return;
        var rows = Sql.Of($"INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use) VALUES {postings[0].NewRow}");
        foreach (var posting in postings.Skip(1)) rows.Append($", {posting.NewRow}");
        await tx.Execute(rows, ct);
    }

    static OverQuota Over(Posting posting, long used)
    {
        var (resource, unit) = (posting.Resource, posting.Resource.IsSize ? " GiB" : "");
        var whose = posting.Scope.Kind switch
        {
            QuotaScope.UserKind => "user",
            QuotaScope.TypeKind => "share type",
            _ => "project",
        };
        return new OverQuota(resource.Name, string.Create(CultureInfo.InvariantCulture,
            $"{resource.Exceeded}: the {whose} quota {resource.Name} allows {posting.Limit}{unit}; {used}{unit} in use, {posting.Delta}{unit} more asked for."));
    }

    /// <summary>A change of one row of use.</summary>
    sealed record Posting(QuotaScope Scope, QuotaResource Resource, int Delta, long Limit)
    {
        /// <summary>The condition of the row, and that the change fits.</summary>
        public Sql Row => Delta > 0 && Limit >= 0
            ? Sql.Of($"({Key} AND in_use <= {Limit - Delta})")
            : Sql.Of($"({Key})");

        /// <summary>The row when there is none: nothing was in use.</summary>
        public Sql NewRow => Sql.Of($"({Scope.ProjectId}, {Scope.Kind}, {Scope.Id}, {Resource.Name}, {Delta})");

        Sql Key => Sql.Of($"project_id = {Scope.ProjectId} AND scope = {Scope.Kind} AND scope_id = {Scope.Id} AND resource = {Resource.Name}");

        public bool Exceeds(long used) => Delta > 0 && Limit >= 0 && used + Delta > Limit;
    }
}
