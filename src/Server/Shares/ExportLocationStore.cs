using Abaca.Server.Data;

namespace Abaca.Server.Shares;

/// <summary>An export location, as stored.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="InstanceId">Instance it leads to.</param>
/// <param name="Path"><c>address:/path</c>.</param>
/// <param name="AdminOnly">Hidden from tenants.</param>
/// <param name="Preferred">Clients should take it.</param>
/// <param name="Metadata">Metadata.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">Last change.</param>
public sealed record StoredExport(
    string Id, string InstanceId, string Path, bool AdminOnly, bool Preferred, IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>The one writer of export locations.</summary>
public sealed class ExportLocationStore(Db db, ShareStore shares, TimeProvider clock)
{
    /// <summary>Key of what a client must say when it mounts, such as the port of NFS or the name of a CephFS file system.</summary>
    public const string MountOptionsKey = "__mount_options";

    static readonly Sql Columns = Sql.Raw("id, share_instance_id, path, is_admin_only, preferred, metadata, created_at, updated_at");

    /// <summary>
    /// Makes these the instance's locations; one that stays keeps its id, and what its metadata has beside the driver's. How to mount also
    /// becomes metadata of the share, where manila-csi looks for it.
    /// </summary>
    public async Task Replace(Tx tx, ShareInstanceId instance, IReadOnlyList<DriverSdk.ExportLocation> wanted, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var known = await tx.Query(
            $"SELECT {Columns} FROM export_locations WHERE share_instance_id = {instance}", Read, ct);
        foreach (var gone in known.Where(k => wanted.All(w => w.Path != k.Path)))
        {
            await tx.Execute($"DELETE FROM export_locations WHERE id = {gone.Id}", ct);
        }
        for (var position = 0; position < wanted.Count; position++)
        {
            var export = wanted[position];
            if (known.Find(k => k.Path == export.Path) is { } same)
            {
                if (export.Metadata.Any(item => same.Metadata.GetValueOrDefault(item.Key) != item.Value))
                    await SetMetadata(tx, same.Id, new Dictionary<string, string>([.. same.Metadata.Where(item => !export.Metadata.ContainsKey(item.Key)), .. export.Metadata]), ct);
                continue;
            }
            await tx.Execute(
                $"""
                 INSERT INTO export_locations (id, share_instance_id, path, is_admin_only, preferred, metadata, position, created_at, updated_at)
                 VALUES ({OrderedId.Of(now)}, {instance}, {export.Path}, {export.AdminOnly}, {export.Preferred},
                   {Json.Write(export.Metadata)}, {position}, {now}, {now})
                 """, ct);
        }
        await shares.SetMountOptions(tx, instance, wanted.Select(w => w.Metadata.GetValueOrDefault(MountOptionsKey)).FirstOrDefault(said => said is not null), ct);
    }

    /// <summary>Whether a share on the service (<c>host@backend</c>) is reached by the path; one that could not be taken over is not.</summary>
    public async Task<bool> IsOn(Tx tx, string serviceHost, string path, CancellationToken ct = default) => await tx.Number(
        $"""
         SELECT COUNT(*) FROM export_locations e JOIN share_instances i ON i.id = e.share_instance_id
         WHERE e.path = {path} AND i.host > {serviceHost + "#"} AND i.host < {serviceHost + "$"}
           AND i.status NOT IN ({ShareStatus.ManageError}, {ShareStatus.ManageErrorUnmanageStarting})
         """, ct) > 0;

    /// <summary>Locations of one instance, best first.</summary>
    public ValueTask<List<StoredExport>> Of(ShareInstanceId instance, CancellationToken ct = default) => db.Query(
        $"SELECT {Columns} FROM export_locations WHERE share_instance_id = {instance} ORDER BY position, id", Read, ct);

    /// <summary>Locations of a replicated share, best first: of its active replica, or of all of them.</summary>
    public ValueTask<List<StoredExport>> Of(ShareId share, bool onlyActive, CancellationToken ct = default) => db.Query(
        $"""
         SELECT {Columns} FROM export_locations WHERE share_instance_id IN (
           SELECT id FROM share_instances WHERE share_id = {share} AND status <> {"migrating_to"} {(onlyActive ? OfActive : Sql.Of($""))})
         ORDER BY position, id
         """, Read, ct);

    static Sql OfActive => Sql.Of($"AND (replica_state IS NULL OR replica_state = {SyncState.Active})");

    /// <summary>Locations of several instances, best first.</summary>
    public ValueTask<List<StoredExport>> Of(IEnumerable<ShareInstanceId> instances, CancellationToken ct = default) => db.Query(
        $"SELECT {Columns} FROM export_locations WHERE share_instance_id IN ({Sql.List(instances.Select(i => i.Text))}) ORDER BY position, id", Read, ct);

    /// <summary>Replaces the metadata of a location.</summary>
    public Task SetMetadata(Tx tx, string id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default) =>
        tx.Execute($"UPDATE export_locations SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    static StoredExport Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Flag(3), row.Flag(4), row.Map(5), row.Moment(6), row.MomentOrNull(7));
}
