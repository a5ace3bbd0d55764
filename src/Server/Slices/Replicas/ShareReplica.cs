using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>A replica as stored: a share as one of its instances, with what only replicas have.</summary>
/// <param name="Share">The share as this instance of it; <see cref="Share.InstanceId"/> is the replica's id.</param>
/// <param name="CreatedAt">When the replica was asked for.</param>
/// <param name="UpdatedAt">Last change of the replica.</param>
/// <param name="Metadata">Its own metadata.</param>
public sealed record ShareReplica(Share Share, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, IReadOnlyDictionary<string, string> Metadata) : IResource<ShareReplica>
{
    /// <inheritdoc/>
    public static string Kind => "Share replica";

    /// <inheritdoc/>
    public static string? SeenBy => "share_replica:show";

    /// <inheritdoc/>
    public Owner? Owner => Share.Owner;

    /// <summary>Its id.</summary>
    public string Id => Share.InstanceId.Text;

    /// <summary>Its columns, over the aliases of shares (s) and instances (i).</summary>
    internal static readonly Columns<ShareReplica> Columns = new(c => new ShareReplica(
        c.Part(ShareRows.ColumnsOfInstance), c.Moment("i.created_at"), c.MomentOrNull("i.updated_at"), c.Map("i.metadata")));

    /// <summary>One by id, or null.</summary>
    internal static ValueTask<ShareReplica?> Find(IQueries at, string id, CancellationToken ct) =>
        at.First(Columns, $"{ShareRows.FromInstances} WHERE i.replica_state IS NOT NULL AND i.id = {id}", ct);
}

/// <summary>Finds replicas.</summary>
sealed class StoredReplicas(Db db) : ISource<ShareReplica>
{
    /// <inheritdoc/>
    public ValueTask<ShareReplica?> Find(Caller caller, string id, CancellationToken ct) => ShareReplica.Find(db, id, ct);
}
