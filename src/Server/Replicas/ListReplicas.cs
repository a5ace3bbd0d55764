using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>GET /share-replicas, /share-replicas/detail and /share-replicas/{id}.</summary>
public sealed class ListReplicas(Db db, Visible<ShareReplica> visible, ApiSettings settings)
{
    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One replica.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ShareReplicaView(await visible.ToRead(call, call["id"])));

    async Task<Reply> List(Call call, ViewForm form)
    {
        var page = PageRequest.From(call.Query, settings.MaxLimit);
        var where = Scope(call);
        if (call.Query.Text("share_id") is { Length: > 0 } share) where.Append($" AND s.id = {share}");
        var place = new ListPlace(ShareRows.FromInstances, Sql.Raw("i.id"), Sql.Of($"i.replica_state IS NOT NULL AND {Scope(call)}"));
        where.Append(place.Behind(page, "i.created_at", descending: false));
        where.Append($" ORDER BY i.created_at, i.id LIMIT {page.Wanted} OFFSET {page.Offset}");
        var rows = page.Most == 0 ? [] : await db.Query(ShareReplica.Columns, $"{ShareRows.FromInstances} WHERE i.replica_state IS NOT NULL AND {where}", call.Aborted);
        if (rows.Count == 0) await place.MustExist(db, page, "share replica", call.Aborted);
        return Reply.Many(rows.ConvertAll(r => new ShareReplicaView(r)), form, new Page<ShareReplicaView>(page, v => v.Replica.Id));
    }

    // Administrators see the replicas of every project.
    static Sql Scope(Call call) => call.Caller.IsAdmin ? Sql.Of($"1 = 1") : Sql.Of($"s.project_id = {call.Caller.ProjectId}");
}
