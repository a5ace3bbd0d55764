using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>A replica as stored: a share as one of its instances, with what only replicas have.</summary>
/// <param name="Share">The share as this instance of it; <see cref="Share.InstanceId"/> is the replica's id.</param>
/// <param name="CreatedAt">When the replica was asked for.</param>
/// <param name="UpdatedAt">Last change of the replica.</param>
/// <param name="Metadata">Its own metadata.</param>
public sealed record ShareReplica(Share Share, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Its id.</summary>
    public string Id => Share.InstanceId.Text;

    /// <summary>Replicas that conditions over the aliases of shares (s) and instances (i) select.</summary>
    internal static Sql Query(Sql conditions) => Sql.Of(
        $"SELECT {ShareRows.ColumnsOfInstance}, i.created_at, i.updated_at, i.metadata FROM {ShareRows.TablesOfInstances} WHERE i.replica_state IS NOT NULL AND {conditions}");

    /// <summary>Reads one.</summary>
    internal static ShareReplica Read(Row row) => new(ShareRows.Read(row), row.Moment(ShareRows.Count), row.MomentOrNull(ShareRows.Count + 1), row.Map(ShareRows.Count + 2));
}
