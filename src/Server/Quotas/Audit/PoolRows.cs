using Abaca.Server.Data;

namespace Abaca.Server.Quotas.Audit;

/// <summary>What the rows say is promised on the pools, and what of that their backends hold.</summary>
static class PoolRows
{
    /// <summary>
    /// What each placed instance has to count for. One whose share is changing its size counts for what was last promised, and one that its
    /// share is moving to, or has left, for what was promised when it was placed.
    /// </summary>
    const string Instances =
        """
        SELECT i.id, i.host, i.counted_gib, i.in_place, CASE
          WHEN i.id <> s.instance_id AND i.replica_state IS NULL THEN i.counted_gib
          WHEN s.charged_gib <> s.size OR r.status IN ('extending', 'shrinking', 'reverting') THEN i.counted_gib
          ELSE s.size END AS due_gib
        FROM share_instances i JOIN shares s ON s.id = i.share_id JOIN share_instances r ON r.id = s.instance_id
        WHERE i.host IS NOT NULL AND i.host <> ''
        """;

    /// <summary>Where the pools' book and the rows differ: pool, what of it, what is booked, what the rows say. One statement, of one moment.</summary>
    public static Sql Differences { get; } = Sql.Raw(
        $"""
        WITH instances AS ({Instances})
        SELECT host, what, SUM(booked), SUM(amount) FROM (
          SELECT host, 'promised' AS what, promised_gib AS booked, 0 AS amount FROM pool_uses
          UNION ALL SELECT host, 'in place', in_place_gib, 0 FROM pool_uses
          UNION ALL SELECT host, 'promised', 0, due_gib FROM instances
          UNION ALL SELECT host, 'in place', 0, due_gib FROM instances WHERE in_place <> 0
          UNION ALL SELECT host, 'counted by share instances', counted_gib, due_gib FROM instances)
        GROUP BY host, what HAVING SUM(booked) <> SUM(amount) ORDER BY host, what
        """);

    /// <summary>The instances of a pool that count for something else than they should: id, GiB, in place.</summary>
    public static Sql Miscounted(string host) =>
        Sql.Of($"WITH instances AS ({Sql.Raw(Instances)}) SELECT id, due_gib, in_place FROM instances WHERE host = {host} AND counted_gib <> due_gib");

    /// <summary>What is due on a pool: promised, and in place.</summary>
    public static Sql Due(string host) => Sql.Of(
        $"""
         WITH instances AS ({Sql.Raw(Instances)})
         SELECT COALESCE(SUM(due_gib), 0), COALESCE(SUM(CASE WHEN in_place <> 0 THEN due_gib ELSE 0 END), 0) FROM instances WHERE host = {host}
         """);
}
