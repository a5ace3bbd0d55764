using System.Text;
using Abaca.Server.Data;
using Abaca.Server.Ledgers;
using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Kill;

/// <summary>What the database says, once nothing is under way any more, and everything in it that does not fit together.</summary>
/// <param name="service">Whose database.</param>
/// <param name="read">Reads what the backend holds.</param>
/// <param name="snapshotsBy">What snapshots go by on the backend: column <c>id</c> (of the instance) or <c>snapshot_id</c>.</param>
sealed class Ledgers(ServiceProcess service, Func<Task<HeldThings>> read, string snapshotsBy = "id")
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Repair = TimeSpan.FromSeconds(30);

    static readonly Sql UnderWay = Sql.Raw("""
        SELECT 'operation ' || id || ' ' || flow || ' of ' || resource_id || ' ' || status || ' at ' || COALESCE(step_name, '-') || ' lane ' || lane || ': ' || COALESCE(reason, '')
          FROM operations WHERE status NOT IN ('done', 'refused', 'abandoned')
        UNION ALL SELECT 'reconciliation ' || id || ' attempt ' || attempt || ': ' || COALESCE(reason, '') FROM reconciliations
        UNION ALL SELECT 'share ' || share_id || ' ' || status FROM share_instances
          WHERE status NOT IN ('available', 'error', 'shrinking_possible_data_loss_error')
        UNION ALL SELECT 'snapshot ' || snapshot_id || ' ' || status FROM snapshot_instances WHERE status NOT IN ('available', 'error')
        UNION ALL SELECT 'rule ' || access_rule_id || ' ' || state FROM access_rule_states WHERE state NOT IN ('active', 'error')
        UNION ALL SELECT 'rules of instance ' || id || ' ' || access_rules_status FROM share_instances WHERE access_rules_status NOT IN ('active', 'error')
        """);

    static readonly Sql Wrong = Sql.Raw("""
        WITH counted AS (
          SELECT project_id, 'project' scope, '' scope_id, 'shares' resource, COUNT(*) n FROM shares GROUP BY project_id
          UNION ALL SELECT project_id, 'project', '', 'gigabytes', SUM(size) FROM shares GROUP BY project_id
          UNION ALL SELECT project_id, 'project', '', 'snapshots', COUNT(*) FROM snapshots GROUP BY project_id
          UNION ALL SELECT project_id, 'project', '', 'snapshot_gigabytes', SUM(size) FROM snapshots GROUP BY project_id)
        SELECT 'quota of ' || u.project_id || ': ' || u.in_use || ' ' || u.resource || ' in use, but the rows make ' || COALESCE(c.n, 0)
          FROM quota_uses u LEFT JOIN counted c ON c.project_id = u.project_id AND c.resource = u.resource
          WHERE u.scope = 'project' AND u.in_use <> COALESCE(c.n, 0)
        UNION ALL SELECT 'quota of ' || c.project_id || ': ' || c.resource || ' not counted' FROM counted c
          WHERE c.n > 0 AND NOT EXISTS (SELECT 1 FROM quota_uses u WHERE u.project_id = c.project_id AND u.scope = 'project' AND u.resource = c.resource)
        UNION ALL SELECT 'quota of ' || u.project_id || ' and ' || u.scope || ' ' || u.scope_id || ': ' || u.in_use || ' ' || u.resource || ', the project has ' || p.in_use
          FROM quota_uses u JOIN quota_uses p ON p.project_id = u.project_id AND p.scope = 'project' AND p.resource = u.resource
          WHERE u.scope <> 'project' AND u.in_use <> p.in_use
        UNION ALL SELECT 'pool ' || p.host || ': ' || p.promised_gib || ' GiB promised, ' || p.in_place_gib || ' in place; the instances make '
            || COALESCE(SUM(i.counted_gib), 0) || ' and ' || COALESCE(SUM(i.counted_gib * i.in_place), 0)
          FROM pool_uses p LEFT JOIN share_instances i ON i.host = p.host GROUP BY p.host
          HAVING p.promised_gib <> COALESCE(SUM(i.counted_gib), 0) OR p.in_place_gib <> COALESCE(SUM(i.counted_gib * i.in_place), 0)
        UNION ALL SELECT 'share ' || s.id || ' of ' || s.size || ' GiB is available, but ' || i.counted_gib || ' are counted, in place: ' || i.in_place
          FROM shares s JOIN share_instances i ON i.share_id = s.id WHERE i.status = 'available' AND (i.counted_gib <> s.size OR i.in_place = 0)
        UNION ALL SELECT 'share ' || i.share_id || ' is available, without export location' FROM share_instances i
          WHERE i.status = 'available' AND NOT EXISTS (SELECT 1 FROM export_locations e WHERE e.share_instance_id = i.id)
        UNION ALL SELECT 'instance ' || id || ' without share' FROM share_instances WHERE share_id NOT IN (SELECT id FROM shares)
        UNION ALL SELECT 'share ' || id || ' without instance' FROM shares WHERE instance_id NOT IN (SELECT id FROM share_instances)
        UNION ALL SELECT 'export location ' || id || ' without instance' FROM export_locations WHERE share_instance_id NOT IN (SELECT id FROM share_instances)
        UNION ALL SELECT 'rule ' || id || ' without share' FROM access_rules WHERE share_id NOT IN (SELECT id FROM shares)
        UNION ALL SELECT 'state of rule ' || access_rule_id || ' without rule or instance' FROM access_rule_states
          WHERE access_rule_id NOT IN (SELECT id FROM access_rules) OR share_instance_id NOT IN (SELECT id FROM share_instances)
        UNION ALL SELECT 'snapshot ' || id || ' without instance or share' FROM snapshots
          WHERE id NOT IN (SELECT snapshot_id FROM snapshot_instances) OR share_id NOT IN (SELECT id FROM shares)
        UNION ALL SELECT 'snapshot instance ' || id || ' without snapshot' FROM snapshot_instances WHERE snapshot_id NOT IN (SELECT id FROM snapshots)
        """);

    /// <summary>Waits until nothing is under way, then compares everything.</summary>
    /// <returns>What is wrong, a line each; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> WhatIsWrong()
    {
        await using var db = Db.Open(service.Database);
        List<string> left = [];
        if (!await Deadline.Holds(async () => (left = await Lines(db, UnderWay)).Count == 0, Longest))
        {
            return [$"still under way after {Longest.TotalSeconds} s:", .. left, .. await Events(db)];
        }
        // The service verifies its shares in the background after a start: what an earlier life left half done is put right within moments.
        IReadOnlyList<string> wrong = [];
        await Deadline.Holds(async () => (wrong = [.. await Lines(db, Wrong), .. (await new LedgerAudit(db).Compare()).Select(d => d.ToString()), .. Compare(await Rows.Read(db, snapshotsBy), await read())]).Count == 0, Repair);
        return wrong;
    }

    static async Task<List<string>> Lines(Db db, Sql sql) => await db.Query(sql, row => row.TextOrNull(0) ?? "?");

    static Task<List<string>> Events(Db db) => Lines(db, Sql.Raw("""
        SELECT '  ' || e.operation_id || ' ' || e.seq || ' ' || e.event || ' ' || COALESCE(e.step, '') || ' ' || COALESCE(e.reason, '') FROM operation_events e
        JOIN operations o ON o.id = e.operation_id WHERE o.status NOT IN ('done', 'refused', 'abandoned') ORDER BY e.operation_id, e.seq LIMIT 100
        """));

    static IEnumerable<string> Compare(Rows rows, HeldThings held)
    {
        foreach (var (id, share) in rows.Shares)
        {
            if (!held.Shares.TryGetValue(id, out var size))
            {
                if (share.IsAvailable) yield return $"share instance {id} is available and not on the backend";
                continue;
            }
            if (share.IsAvailable && size is { } gib && gib != share.Size) yield return $"share instance {id} has {share.Size} GiB, on the backend {gib}";
            var (wanted, shown) = (rows.RulesOf(id), held.Rules.GetValueOrDefault(id) ?? new HashSet<string>());
            if (share.IsAvailable && !wanted.SetEquals(shown)) yield return $"rules of {id}: wanted {Text(wanted)}, on the backend {Text(shown)}";
        }
        foreach (var id in held.Shares.Keys.Where(id => !rows.Shares.ContainsKey(id))) yield return $"share instance {id} is on the backend and nowhere else";
        foreach (var id in held.Rules.Keys.Where(id => !rows.Shares.ContainsKey(id))) yield return $"an export of {id} is on the backend and nowhere else";
        foreach (var id in rows.Snapshots.Where(id => !held.Snapshots.Contains(id))) yield return $"snapshot instance {id} is available and not on the backend";
        foreach (var id in held.Snapshots.Where(id => !rows.AllSnapshots.Contains(id))) yield return $"snapshot instance {id} is on the backend and nowhere else";
    }

    static string Text(IEnumerable<string> rules) => new StringBuilder("[").AppendJoin(", ", rules.Order(StringComparer.Ordinal)).Append(']').ToString();

    sealed record ShareRow(int Size, bool IsAvailable);

    sealed record Rows(
        IReadOnlyDictionary<string, ShareRow> Shares, IReadOnlySet<string> Snapshots, IReadOnlySet<string> AllSnapshots, ILookup<string, string> Rules)
    {
        public IReadOnlySet<string> RulesOf(string instance) => Rules[instance].ToHashSet();

        public static async Task<Rows> Read(Db db, string snapshotsBy)
        {
            var shares = await db.Query(
                Sql.Raw("SELECT i.id, s.size, i.status FROM share_instances i JOIN shares s ON s.id = i.share_id"),
                row => (Id: row.Text(0), Share: new ShareRow((int)row.Number(1), row.Text(2) == "available")));
            var snapshots = await db.Query(Sql.Raw($"SELECT {snapshotsBy}, status FROM snapshot_instances"), row => (Id: row.Text(0), Available: row.Text(1) == "available"));
            var rules = await db.Query(
                Sql.Raw("SELECT t.share_instance_id, r.access_to, r.access_level FROM access_rules r JOIN access_rule_states t ON t.access_rule_id = r.id WHERE t.state = 'active'"),
                row => (Instance: row.Text(0), Rule: $"{row.Text(1)} {row.Text(2)}"));
            return new Rows(
                shares.ToDictionary(s => s.Id, s => s.Share), snapshots.Where(s => s.Available).Select(s => s.Id).ToHashSet(),
                snapshots.Select(s => s.Id).ToHashSet(), rules.ToLookup(r => r.Instance, r => r.Rule));
        }
    }
}
