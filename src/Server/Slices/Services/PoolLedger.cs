using System.Collections.Concurrent;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>
/// The last report of every backend and the ledger of what was promised on its pools. The two meet in <see cref="PoolUse"/>: a report
/// only holds what was in place when it began and has not been freed since, and everything else promised is still to come.
/// </summary>
public sealed class PoolLedger(Db db, ServiceSettings settings, TimeProvider clock, ExpectedBackends? expected = null, TimeProvider? work = null)
    
{
    static readonly Columns<Reporting> ReportingServices = new(c => new Reporting(
        c.Text("s.host"), c.Text("s.zone"), c.Flag("s.disabled"), c.Flag("CASE WHEN s.unfit <> 0 THEN s.unfit ELSE s.stopped END"), c.Moment("s.reported_at"),
        c.Number("r.reported_at")));

    static readonly Columns<(string Host, PoolUse Use)> Uses = new(c => (
        c.Text("host"), new PoolUse(c.Number("promised_gib"), c.Number("in_place_at_report_gib"))));

    static readonly Columns<PoolInPlace> InPlace = new(c => new PoolInPlace(c.Text("host"), c.Number("in_place_gib"), c.Number("freed_gib")));

    static readonly Columns<StoredReport> Reports = new(c => new StoredReport(c.Text("host"), c.Text("report"), c.Text("options"), c.Number("reported_at")));

    // Reports are read at every choice and change once a minute: each is parsed once per revision.
    readonly ConcurrentDictionary<string, ParsedReport> parsed = new(StringComparer.Ordinal);

    /// <summary>Every reported pool with the sums as they are there.</summary>
    public async Task<IReadOnlyList<PoolState>> All(IQueries at, CancellationToken ct = default)
    {
        var services = await at.Query(
            ReportingServices, $"FROM services s JOIN backend_reports r ON r.host = s.host WHERE s.service_binary = {ServiceBinary.Share} ORDER BY s.id", ct);
        var uses = await at.Query(Uses, $"FROM pool_uses", ct);
        var stale = services.Where(s => !IsParsed(s)).Select(s => s.Host).ToList();
        if (stale.Count > 0) Keep(await at.Query(Reports, $"FROM backend_reports WHERE host IN ({Sql.List(stale)})", ct));
        return States(services, uses);
    }

    /// <summary>The same as it is now, to be shown.</summary>
    public Task<IReadOnlyList<PoolState>> All(CancellationToken ct = default) => All(db, ct);

    /// <summary>Whether a backend of this service that operators have not disabled has yet to say what it has (see <see cref="ExpectedBackends"/>).</summary>
    public async Task<bool> AwaitsBackends(Tx tx, CancellationToken ct = default)
    {
        if (expected?.Names is not { Count: > 0 } names) return false;
        var disabled = await tx.Texts(
            $"SELECT host FROM services WHERE service_binary = {ServiceBinary.Share} AND disabled <> 0 AND host IN ({Sql.List(names)})", ct);
        return disabled.Count < names.Count;
    }

    /// <summary>Adds (or takes away) promised GiB on <c>host@backend#pool</c>, in the transaction of the instance it is for.</summary>
    /// <param name="tx">The caller's transaction.</param>
    /// <param name="host"><c>host@backend#pool</c>.</param>
    /// <param name="promisedGib">Change of the sum of sizes placed there.</param>
    /// <param name="inPlaceGib">Change of the part that the backend has carried out.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task Promise(Tx tx, string host, int promisedGib, int inPlaceGib, CancellationToken ct = default)
    {
        var freed = Math.Max(0, -inPlaceGib);
        var known = await tx.Execute(
            $"""
             UPDATE pool_uses SET promised_gib = promised_gib + {promisedGib}, in_place_gib = in_place_gib + {inPlaceGib}, freed_gib = freed_gib + {freed}
             WHERE host = {host}
             """, ct);
        if (known > 0) return;
        await tx.Execute(
            $"INSERT INTO pool_uses (host, promised_gib, in_place_gib, freed_gib) VALUES ({host}, {promisedGib}, {inPlaceGib}, {freed})", ct);
    }

    /// <summary>Makes the ledger of a pool say what was counted from the rows.</summary>
    public static async Task Correct(Tx tx, string host, long promisedGib, long inPlaceGib, CancellationToken ct = default)
    {
        // The backend's last report cannot hold more of ours than there is.
        var known = await tx.Execute(
            $"""
             UPDATE pool_uses SET promised_gib = {promisedGib}, in_place_gib = {inPlaceGib},
               in_place_at_report_gib = CASE WHEN in_place_at_report_gib > {inPlaceGib} THEN {inPlaceGib} ELSE in_place_at_report_gib END
             WHERE host = {host}
             """, ct);
        if (known == 0) await tx.Execute($"INSERT INTO pool_uses (host, promised_gib, in_place_gib) VALUES ({host}, {promisedGib}, {inPlaceGib})", ct);
    }

    /// <summary>To be called before the backend is asked for a report: notes what is in place at this moment.</summary>
    /// <param name="serviceHost"><c>host@backend</c>.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<ReportStart> BeginReport(string serviceHost, CancellationToken ct = default)
    {
        var begunAt = clock.GetUtcNow();
        var inPlace = await db.Query(InPlace, $"FROM pool_uses WHERE host > {serviceHost + "#"} AND host < {serviceHost + "$"}", ct);
        return new ReportStart(serviceHost, begunAt, inPlace);
    }

    /// <summary>Keeps a report; it replaces the one before.</summary>
    /// <param name="start">What <see cref="BeginReport"/> noted.</param>
    /// <param name="report">The backend's answer.</param>
    /// <param name="options">Options of its section that bear on placement.</param>
    /// <param name="ct">Cancellation.</param>
    public Task SaveReport(ReportStart start, BackendReport report, PoolOptions options, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        var (text, optionsText, now) = (ReportJson.Write(report), ReportJson.Write(options), clock.GetUtcNow());
        // Strictly growing, since it is the revision by which parsed reports are known.
        var known = await tx.Execute(
            $"""
             UPDATE backend_reports SET report = {text}, options = {optionsText}, begun_at = {start.BegunAt},
               reported_at = CASE WHEN reported_at >= {now} THEN reported_at + 1 ELSE {now} END
             WHERE host = {start.ServiceHost}
             """, ct);
        if (known == 0)
        {
            await tx.Execute(
                $"""
                 INSERT INTO backend_reports (host, report, options, begun_at, reported_at)
                 VALUES ({start.ServiceHost}, {text}, {optionsText}, {start.BegunAt}, {now})
                 """, ct);
        }
        foreach (var pool in start.Pools)
        {
            // What was freed meanwhile may be missing in the backend's numbers, or not: taken as missing, which promises too little at worst.
            await tx.Execute(
                $"""
                 UPDATE pool_uses SET in_place_at_report_gib =
                   CASE WHEN freed_gib - {pool.FreedGib} > {pool.InPlaceGib} THEN 0 ELSE {pool.InPlaceGib} - (freed_gib - {pool.FreedGib}) END
                 WHERE host = {pool.Host}
                 """, ct);
        }
    }, ct);

    bool IsParsed(Reporting service) => parsed.TryGetValue(service.Host, out var known) && known.Revision == service.Revision;

    void Keep(List<StoredReport> reports)
    {
        foreach (var stored in reports)
        {
            parsed[stored.Host] = new ParsedReport(stored.Revision, ReportJson.ReadReport(stored.Report), ReportJson.ReadOptions(stored.Options));
        }
    }

    List<PoolState> States(List<Reporting> services, List<(string Host, PoolUse Use)> uses)
    {
        var byHost = uses.ToDictionary(u => u.Host, u => u.Use, StringComparer.Ordinal);
        var now = (work ?? clock).GetUtcNow();
        var states = new List<PoolState>();
        foreach (var service in services)
        {
            if (!parsed.TryGetValue(service.Host, out var report)) continue;
            var row = service.AsPoolService(now, settings.DownAfter);
            foreach (var pool in report.PoolsOf(row)) states.Add(pool.With(byHost.GetValueOrDefault(pool.Host)));
        }
        return states;
    }

    sealed record StoredReport(string Host, string Report, string Options, long Revision);

    sealed record Reporting(string Host, string Zone, bool Disabled, bool Stopped, DateTimeOffset SeenAt, long Revision)
    {
        public PoolService AsPoolService(DateTimeOffset now, TimeSpan downAfter) => new(
            Host, Zone, !Disabled, !Stopped && now - SeenAt <= downAfter, Moments.FromMicroseconds(Revision));
    }

    sealed class ParsedReport(long revision, BackendReport report, PoolOptions options)
    {
        Built? built;

        public long Revision => revision;

        public IReadOnlyList<PoolState> PoolsOf(PoolService service)
        {
            if (built is not { } last || last.For != service)
            {
                last = new Built(service, PoolState.OfBackend(service, report, options, _ => default));
                built = last;
            }
            return last.Pools;
        }

        sealed record Built(PoolService For, IReadOnlyList<PoolState> Pools);
    }
}
