using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>What replicas are composed of: lists, and metadata.</summary>
public sealed class ReplicaParts(Visible<ShareReplica> visible, ShareInstanceStore instances, ShareSettings settings)
    : IListOf<ShareReplica, ShareReplicaView>, IMetadataOfResource<ShareReplica>
{
    // Administrators see the replicas of every project.
    static readonly Listing List = new()
    {
        Kind = "share replica",
        Tables = ShareRows.InstanceTables,
        Alias = "i",
        Project = "s.project_id",
        Scope = (call, ofProject) => call.Caller.IsAdmin
            ? Sql.Of($"i.replica_state IS NOT NULL")
            : Sql.Of($"i.replica_state IS NOT NULL AND {ofProject} = {call.Caller.ProjectId}"),
        Filters = [ListFilters.Text("COALESCE(i.share_id, '')", ["share_id"], new IndexedText("share_instances", "share_id"))],
    };

    /// <inheritdoc/>
    public Visible<ShareReplica> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<ShareReplica?> Now(Tx tx, ShareReplica seen, CancellationToken ct) => ShareReplica.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<ShareReplica> Columns => ShareReplica.Columns;

    /// <inheritdoc/>
    public ShareReplicaView View(ShareReplica resource) => new(resource);

    /// <inheritdoc/>
    public string Id(ShareReplicaView view) => view.Replica.Id;

    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(ShareReplica resource) => resource.Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareReplica resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        instances.SetMetadata(tx, resource.Share.InstanceId, items, ct);
}
