namespace Abaca.Server.Ledgers;

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

    /// <summary>FROM where the pools' ledger and the rows differ: host, what of it, booked, and amount, which is what the rows say. One statement, of one moment.</summary>
    public static Sql Differences { get; } = Sql.Raw(
        $"""
        FROM (WITH instances AS ({Instances})
        SELECT host, what, SUM(booked) AS booked, SUM(amount) AS amount FROM (
          SELECT host, 'promised' AS what, promised_gib AS booked, 0 AS amount FROM pool_uses
          UNION ALL SELECT host, 'in place', in_place_gib, 0 FROM pool_uses
          UNION ALL SELECT host, 'promised', 0, due_gib FROM instances
          UNION ALL SELECT host, 'in place', 0, due_gib FROM instances WHERE in_place <> 0
          UNION ALL SELECT host, 'counted by share instances', counted_gib, due_gib FROM instances) booked_or_counted
        GROUP BY host, what HAVING SUM(booked) <> SUM(amount)) differences ORDER BY host, what
        """);

    /// <summary>FROM the instances of a pool that count for something else than they should: id, due_gib, in_place.</summary>
    public static Sql Miscounted(string host) =>
        Sql.Of($"FROM ({Sql.Raw(Instances)}) instances WHERE host = {host} AND counted_gib <> due_gib");

    /// <summary>FROM the instances of a pool: due_gib, in_place.</summary>
    public static Sql InstancesOf(string host) => Sql.Of($"FROM ({Sql.Raw(Instances)}) instances WHERE host = {host}");
}
