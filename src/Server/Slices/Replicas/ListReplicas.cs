using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>GET /share-replicas, /share-replicas/detail and /share-replicas/{id}.</summary>
public sealed class ListReplicas(Db db, Visible<ShareReplica> visible, ApiSettings settings)
{
    // Administrators see the replicas of every project.
    static readonly Listing Listing = new()
    {
        Kind = "share replica",
        Tables = ShareRows.InstanceTables,
        Id = "i.id",
        Project = "s.project_id",
        CreatedAt = "i.created_at",
        Scope = (call, ofProject) => call.Caller.IsAdmin
            ? Sql.Of($"i.replica_state IS NOT NULL")
            : Sql.Of($"i.replica_state IS NOT NULL AND {ofProject} = {call.Caller.ProjectId}"),
        Filters = [ListFilters.Text("COALESCE(i.share_id, '')", ["share_id"], new IndexedText("share_instances", "share_id"))],
    };

    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One replica.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ShareReplicaView(await visible.ToRead(call, call["id"])));

    Task<Reply> List(Call call, ViewForm form) => Listing.Reply(
        (call, db, settings.MaxLimit), ShareReplica.Columns, form, r => new ShareReplicaView(r), v => v.Replica.Id);
}
