using Abaca.Server.Data;
using Abaca.Server.Data.Sqlite;
using Abaca.Server.Shares;

namespace Abaca.Bench;

/// <summary>Writes many available shares straight into a stopped service's database.</summary>
static class SeededShares
{
    /// <summary>
    /// Shares of one transaction. SQLite keeps what a transaction can be taken back by in memory, and goes through all of it after each statement that
    /// fires a trigger: thousands at once would take it minutes.
    /// </summary>
    const int AtOnce = 250;

    /// <summary>One share in so many has another type and lies on another backend.</summary>
    const int Rare = 1000;

    const string RareType = "00000000-0000-4000-8000-000000000001";

    /// <summary>Adds shares to the project, made one a second until now, and answers with their ids, oldest first.</summary>
    /// <param name="service">Stopped.</param>
    /// <param name="count">How many.</param>
    /// <param name="host">Where they lie: a host of another node is not verified by this one.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyList<string>> Add(Service service, int count, string host, CancellationToken ct)
    {
        await using var db = SqliteDb.Open(service.Database, new SqliteSettings { WriterCacheKiB = 512 * 1024 });
        var type = (await db.First(Sql.Raw("SELECT id FROM share_types WHERE name = 'bench'"), row => row.Text(0), ct))!;
        await db.Transaction(tx => tx.Execute($"""
            INSERT INTO share_types (id, name, is_public, extra_specs, created_at) VALUES ({RareType}, {"rare"}, {true}, {"{}"}, {0})
            """), ct);
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString()).ToList();
        var first = TimeProvider.System.GetUtcNow().AddSeconds(-count - 60);
        for (var begin = 0; begin < count; begin += AtOnce)
        {
            var from = begin;
            await db.Transaction(async tx =>
            {
                for (var i = from; i < Math.Min(from + AtOnce, count); i++) await Insert(tx, service, (ids[i], i), (type, host), first.AddSeconds(i));
            }, ct);
        }
        await db.Transaction(async tx =>
        {
            foreach (var (resource, used) in ((string, long)[])[("shares", count), ("gigabytes", count)])
            {
                await tx.Execute($"""
                    INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use) VALUES ({service.Project}, {""}, {""}, {resource}, {used})
                    ON CONFLICT DO NOTHING
                    """, CancellationToken.None);
            }
        }, ct);
        return ids;
    }

    static async Task Insert(Tx tx, Service service, (string Id, int Number) share, (string Type, string Host) at, DateTimeOffset made)
    {
        var instance = ShareInstanceId.New(made).Text;
        if (share.Number % Rare == Rare - 1) at = (RareType, "elsewhere@small#rare");
        var metadata = $"{{\"purpose\":\"bench\",\"row\":\"{share.Number}\"}}";
        await tx.Execute($$$"""
            INSERT INTO shares (id, project_id, user_id, instance_id, name, description, size, share_proto, metadata, share_type_id, snapshot_support,
                create_share_from_snapshot_support, revert_to_snapshot_support, mount_snapshot_support, snapshot_inherit_share_access_support, created_at, updated_at)
            VALUES ({{{share.Id}}}, {{{service.Project}}}, {{{"0123456789abcdef0123456789abcdef"}}}, {{{instance}}}, {{{"share-" + share.Number}}}, {{{"Made for a measurement"}}}, 1, 'NFS',
                {{{metadata}}}, {{{at.Type}}}, 1, 1, 1, 0, 0, {{{made}}}, {{{made}}})
            """);
        await tx.Execute($"""
            INSERT INTO share_instances (id, share_id, host, status, access_rules_status, progress, availability_zone, share_type_id, counted_gib, in_place, details, created_at, updated_at)
            VALUES ({instance}, {share.Id}, {at.Host}, 'available', 'active', '100%', 'nova', {at.Type}, 1, 1, {"{}"}, {made}, {made})
            """);
        await tx.Execute($"""
            INSERT INTO export_locations (id, share_instance_id, path, is_admin_only, preferred, metadata, position, created_at)
            VALUES ({OrderedId.Of(made)}, {instance}, {"192.0.2.1:/shares/" + share.Number}, 0, 1, {"{}"}, 0, {made})
            """);
    }
}
