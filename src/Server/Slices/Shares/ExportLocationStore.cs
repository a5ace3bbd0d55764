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

    static readonly Columns<StoredExport> Columns = new(c => new StoredExport(
        c.Text("id", e => e.Id), c.Text("share_instance_id", e => e.InstanceId), c.Text("path", e => e.Path), c.Flag("is_admin_only", e => e.AdminOnly),
        c.Flag("preferred", e => e.Preferred), c.Map("metadata", e => e.Metadata), c.Moment("created_at", e => e.CreatedAt),
        c.MomentOrNull("updated_at", e => e.UpdatedAt)));

    /// <summary>
    /// Makes these the instance's locations; one that stays keeps its id, and what its metadata has beside the driver's. How to mount also
    /// becomes metadata of the share, where manila-csi looks for it.
    /// </summary>
    public async Task Replace(Tx tx, ShareInstanceId instance, IReadOnlyList<DriverSdk.ExportLocation> wanted, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var known = await tx.Query(Columns, $"FROM export_locations WHERE share_instance_id = {instance}", ct);
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
            var made = new StoredExport(OrderedId.Of(now), instance.Text, export.Path, export.AdminOnly, export.Preferred, export.Metadata, now, now);
            await tx.Execute(Columns.Insert("export_locations", made, new ColumnValue("position", $"{position}")), ct);
        }
        await shares.SetMountOptions(tx, instance, wanted.Select(w => w.Metadata.GetValueOrDefault(MountOptionsKey)).FirstOrDefault(said => said is not null), ct);
    }

    /// <summary>Whether a share on the service (<c>host@backend</c>) is reached by the path; one that could not be taken over is not.</summary>
    public async Task<bool> IsOn(Tx tx, string serviceHost, string path, CancellationToken ct = default) => await tx.Any(
        $"""
         FROM export_locations e JOIN share_instances i ON i.id = e.share_instance_id
         WHERE e.path = {path} AND i.host > {serviceHost + "#"} AND i.host < {serviceHost + "$"}
           AND i.status NOT IN ({ShareStatus.ManageError}, {ShareStatus.ManageErrorUnmanageStarting})
         """, ct);

    /// <summary>A location by id, or null.</summary>
    public ValueTask<StoredExport?> Find(Tx tx, string id, CancellationToken ct = default) => tx.First(Columns, $"FROM export_locations WHERE id = {id}", ct);

    /// <summary>Locations of one instance, best first.</summary>
    public ValueTask<List<StoredExport>> Of(ShareInstanceId instance, CancellationToken ct = default) =>
        db.Query(Columns, $"FROM export_locations WHERE share_instance_id = {instance} ORDER BY position, id", ct);

    /// <summary>Locations of a replicated share, best first: of its active replica, or of all of them.</summary>
    public ValueTask<List<StoredExport>> Of(ShareId share, bool onlyActive, CancellationToken ct = default) => db.Query(
        Columns,
        $"""
         FROM export_locations WHERE share_instance_id IN (
           SELECT id FROM share_instances WHERE share_id = {share} AND status <> {"migrating_to"} {(onlyActive ? OfActive : Sql.Of($""))})
         ORDER BY position, id
         """, ct);

    static Sql OfActive => Sql.Of($"AND (replica_state IS NULL OR replica_state = {SyncState.Active})");

    /// <summary>Locations of several instances, best first.</summary>
    public ValueTask<List<StoredExport>> Of(IEnumerable<ShareInstanceId> instances, CancellationToken ct = default) =>
        db.Query(Columns, $"FROM export_locations WHERE share_instance_id IN ({Sql.List(instances.Select(i => i.Text))}) ORDER BY position, id", ct);

    /// <summary>Replaces the metadata of a location.</summary>
    public Task SetMetadata(Tx tx, string id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default) =>
        tx.Execute($"UPDATE export_locations SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);
}
