namespace Abaca.Server.Ledgers;

/// <summary>
/// What the rows say is used of the quotas. Each row is one claim, as the use cases make it in the transaction of that row; when a new kind of
/// thing is charged, or one is charged otherwise, say so here.
/// </summary>
static class QuotaRows
{
    // A size of 0: it is still being taken over, and not counted yet.
    const string Shares =
        """
        SELECT project_id, user_id, share_type_id AS type_id, 'shares' AS resource, 1 AS amount FROM shares WHERE size > 0
        UNION ALL SELECT project_id, user_id, share_type_id, 'gigabytes', CASE WHEN charged_gib > 0 THEN charged_gib ELSE size END FROM shares WHERE size > 0
        """;

    const string Replicas =
        """
        SELECT s.project_id, s.user_id, s.share_type_id, 'share_replicas', 1 FROM shares s JOIN share_instances i ON i.share_id = s.id
        WHERE s.size > 0 AND s.replication_type IS NOT NULL AND (i.id = s.instance_id OR i.replica_state IS NOT NULL)
        UNION ALL SELECT s.project_id, s.user_id, s.share_type_id, 'replica_gigabytes', CASE WHEN s.charged_gib > 0 THEN s.charged_gib ELSE s.size END
        FROM shares s JOIN share_instances i ON i.share_id = s.id
        WHERE s.size > 0 AND s.replication_type IS NOT NULL AND (i.id = s.instance_id OR i.replica_state IS NOT NULL)
        """;

    const string Snapshots =
        """
        SELECT n.project_id, n.user_id, s.share_type_id, 'snapshots', 1 FROM snapshots n LEFT JOIN shares s ON s.id = n.share_id WHERE n.size > 0
        UNION ALL SELECT n.project_id, n.user_id, s.share_type_id, 'snapshot_gigabytes', n.size
        FROM snapshots n LEFT JOIN shares s ON s.id = n.share_id WHERE n.size > 0
        """;

    const string Groups =
        """
        SELECT project_id, user_id, NULL, 'share_groups', 1 FROM share_groups
        UNION ALL SELECT project_id, user_id, NULL, 'share_group_snapshots', 1 FROM share_group_snapshots
        """;

    // A share that moves to another type is charged under both, with its snapshots, until it has arrived or stays.
    const string Moving =
        """
        SELECT project_id, user_id, type_id, 'shares', 1 FROM moving
        UNION ALL SELECT project_id, user_id, type_id, 'gigabytes', size FROM moving
        UNION ALL SELECT project_id, user_id, type_id, 'share_replicas', 1 FROM moving WHERE replication_type IS NOT NULL
        UNION ALL SELECT project_id, user_id, type_id, 'replica_gigabytes', size FROM moving WHERE replication_type IS NOT NULL
        UNION ALL SELECT m.project_id, m.user_id, m.type_id, 'snapshots', 1
        FROM moving m JOIN snapshot_instances x ON x.share_instance_id = m.instance_id JOIN snapshots n ON n.id = x.snapshot_id WHERE n.size > 0
        UNION ALL SELECT m.project_id, m.user_id, m.type_id, 'snapshot_gigabytes', n.size
        FROM moving m JOIN snapshot_instances x ON x.share_instance_id = m.instance_id JOIN snapshots n ON n.id = x.snapshot_id WHERE n.size > 0
        """;

    /// <summary>
    /// FROM where the ledger of quotas and the rows differ: project_id, scope, scope_id, resource, booked, and amount, which is what the rows say. One statement, so
    /// that both are of the same moment also while a service works.
    /// </summary>
    public static Sql Differences { get; } = Sql.Raw(
        $"""
        FROM (WITH moving (project_id, user_id, type_id, instance_id, size, replication_type) AS (
          SELECT s.project_id, s.user_id, d.share_type_id, s.instance_id, s.size,
            CASE WHEN t.id IS NULL THEN s.replication_type ELSE json_extract(t.extra_specs, '$.replication_type') END
          FROM shares s JOIN share_instances d ON d.share_id = s.id AND d.id <> s.instance_id AND d.status = 'migrating_to'
          LEFT JOIN share_types t ON t.id = d.share_type_id
          WHERE s.size > 0 AND d.share_type_id IS NOT NULL AND d.share_type_id <> COALESCE(s.share_type_id, '')),
        claims (project_id, user_id, type_id, resource, amount) AS (
          {Shares} UNION ALL {Replicas} UNION ALL {Snapshots} UNION ALL {Groups} UNION ALL {Moving}),
        counted (project_id, scope, scope_id, resource, amount) AS (
          SELECT project_id, 'project', '', resource, amount FROM claims
          UNION ALL SELECT project_id, 'user', user_id, resource, amount FROM claims
          UNION ALL SELECT project_id, 'type', type_id, resource, amount FROM claims WHERE type_id IS NOT NULL)
        SELECT project_id, scope, scope_id, resource, SUM(booked) AS booked, SUM(amount) AS amount FROM (
          SELECT project_id, scope, scope_id, resource, in_use AS booked, 0 AS amount FROM quota_uses
          UNION ALL SELECT project_id, scope, scope_id, resource, 0, amount FROM counted)
        booked_or_counted GROUP BY project_id, scope, scope_id, resource HAVING SUM(booked) <> SUM(amount)) differences
        ORDER BY project_id, scope, scope_id, resource
        """);
}
