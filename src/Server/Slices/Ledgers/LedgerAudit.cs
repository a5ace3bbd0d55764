using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Ledgers;

/// <summary>
/// Compares the ledgers of quotas and pools with the rows that they count, and mends them from these. Both are safe beside a running service:
/// a comparison is one statement, and what is mended is compared again in the transaction that mends it.
/// </summary>
public sealed class LedgerAudit(Db db)
{
    static readonly Columns<QuotaNumber> QuotaColumns = new(c => new QuotaNumber(
        new QuotaScope(c.Text("project_id"), c.Text("scope"), c.Text("scope_id")), c.Text("resource"), c.Number("booked"), c.Number("amount")));

    static readonly Columns<LedgerDifference> PoolColumns = new(c => new LedgerDifference(
        LedgerDifference.Pool, c.Text("host"), c.Text("what"), c.Number("booked"), c.Number("amount")));

    static readonly Columns<(ShareInstanceId Id, int Gib, bool InPlace)> InstanceColumns = new(c => (
        c.Word("id", id => new ShareInstanceId(id)), c.Count("due_gib"), c.Flag("in_place")));

    static readonly Columns<DueOfPool> DueColumns = new(c => new DueOfPool(
        c.Number("COALESCE(SUM(due_gib), 0)"), c.Number("COALESCE(SUM(CASE WHEN in_place <> 0 THEN due_gib ELSE 0 END), 0)")));

    /// <summary>Every number that the rows do not bear out; none when all is well.</summary>
    public async Task<IReadOnlyList<LedgerDifference>> Compare(CancellationToken ct = default) =>
    [
        .. (await db.Query(QuotaColumns, QuotaRows.Differences, ct)).Select(n => n.Difference),
        .. await db.Query(PoolColumns, PoolRows.Differences, ct),
    ];

    /// <summary>Makes every number what the rows say, in one transaction for each project and each pool. Answers with what was wrong.</summary>
    public async Task<IReadOnlyList<LedgerDifference>> Mend(CancellationToken ct = default)
    {
        var projects = (await db.Query(QuotaColumns, QuotaRows.Differences, ct)).Select(n => n.Scope.ProjectId).Distinct().ToList();
        var pools = (await db.Query(PoolColumns, PoolRows.Differences, ct)).Select(p => p.Of).Distinct().ToList();
        var mended = new List<LedgerDifference>();
        foreach (var project in projects) mended.AddRange(await db.Transaction(tx => MendProject(tx, project, ct), ct));
        foreach (var pool in pools) mended.AddRange(await db.Transaction(tx => MendPool(tx, pool, ct), ct));
        return mended;
    }

    static async Task<List<LedgerDifference>> MendProject(Tx tx, string project, CancellationToken ct)
    {
        var wrong = (await tx.Query(QuotaColumns, QuotaRows.Differences, ct)).FindAll(n => n.Scope.ProjectId == project);
        foreach (var (scope, resource, _, rows) in wrong)
        {
            await QuotaLedger.Correct(tx, scope, resource, rows, ct);
        }
        return wrong.ConvertAll(n => n.Difference);
    }

    static async Task<List<LedgerDifference>> MendPool(Tx tx, string host, CancellationToken ct)
    {
        var wrong = (await tx.Query(PoolColumns, PoolRows.Differences, ct)).FindAll(d => d.Of == host);
        if (wrong.Count == 0) return wrong;
        foreach (var (instance, gib, inPlace) in await tx.Query(InstanceColumns, PoolRows.Miscounted(host), ct))
        {
            await ShareStore.Recount(tx, instance, gib, inPlace, ct);
        }
        var (promised, held) = (await tx.First(DueColumns, PoolRows.InstancesOf(host), ct))!;
        await PoolLedger.Correct(tx, host, promised, held, ct);
        return wrong;
    }

    sealed record QuotaNumber(QuotaScope Scope, string Resource, long Booked, long Rows)
    {
        public LedgerDifference Difference => LedgerDifference.OfQuota(Scope, Resource, Booked, Rows);
    }

    sealed record DueOfPool(long Promised, long InPlace);
}
