using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>
/// Snapshot instances: what lies on the pools behind the snapshots. For administrators; where the rules let a project's members in, they see
/// those of their project's snapshots.
/// </summary>
public sealed class SnapshotInstances(Db db, Visible<InstanceOfSnapshot> visible, MovingSnapshots instances)
{
    static readonly Columns<SnapshotInstanceView> Columns = new(c => new SnapshotInstanceView(
        c.Text("i.id"), c.Text("i.snapshot_id"), c.Moment("i.created_at"), c.MomentOrNull("i.updated_at"), c.Text("i.status"), c.Text("n.share_id"),
        c.Text("i.share_instance_id"), c.TextOrNull("i.progress"), c.TextOrNull("i.provider_location")));

    /// <summary>GET /snapshot-instances.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>GET /snapshot-instances/detail.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>GET /snapshot-instances/{id}.</summary>
    public async Task<Reply> Show(Call call)
    {
        var id = (await visible.ToRead(call, call["id"])).Snapshot.InstanceId;
        return await Find(call, $"i.id = {id}") is [var one] ? Reply.One(one) : throw Visible<InstanceOfSnapshot>.NotFound(call["id"]);
    }

    /// <summary>The action reset_status: an operator overrules.</summary>
    public async Task<Reply> Reset(Call call)
    {
        var status = StatusReset.Asked(call, ShareStatus.Resettable);
        var found = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        await db.Transaction(tx => instances.SetStatus(tx, found.Snapshot, status, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>GET of its export locations: there are none where no snapshot is mounted.</summary>
    public async Task<Reply> ExportLocations(Call call)
    {
        await visible.ToRead(call, call["id"]);
        return Reply.EmptyList("share_snapshot_export_locations");
    }

    /// <summary>GET of one of them.</summary>
    public async Task<Reply> ExportLocation(Call call)
    {
        await visible.ToRead(call, call["id"]);
        throw Refusals.NotFound("Export location", call["location"]);
    }

    async Task<Reply> List(Call call, ViewForm form)
    {
        var where = Sql.Of($"1 = 1");
        if (call.Query.Text("snapshot_id") is { Length: > 0 } snapshot) where.Append($" AND i.snapshot_id = {snapshot}");
        if (!call.MayEverywhere) where.Append($" AND n.project_id = {call.Caller.ProjectId}");
        return Reply.Many(await Find(call, where), form);
    }

    async Task<List<SnapshotInstanceView>> Find(Call call, Sql where) => await db.Query(
        Columns, $"FROM snapshot_instances i JOIN snapshots n ON n.id = i.snapshot_id WHERE {where} ORDER BY i.created_at DESC, i.id", call.Aborted);
}

/// <summary>The endpoints of snapshot instances.</summary>
static class SnapshotInstanceEndpoints
{
    const string Path = "/snapshot-instances", One = Path + "/{id}", Exports = One + "/export-locations";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<SnapshotInstances>("snapshot_instances.list", Path, "share_snapshot_instance:index", u => u.Index);
    public static readonly Endpoint Detail = All.Get<SnapshotInstances>("snapshot_instances.detail", Path + "/detail", "share_snapshot_instance:detail", u => u.Detail);
    public static readonly Endpoint Show = All.Get<SnapshotInstances>("snapshot_instances.show", One, "share_snapshot_instance:show", u => u.Show);
    public static readonly Endpoint Reset = All.Action<SnapshotInstances>("snapshot_instances.reset_status", One + "/action", "reset_status", "share_snapshot_instance:reset_status", u => u.Reset);
    public static readonly Endpoint ExportLocations = All.Get<SnapshotInstances>("snapshot_instances.export_locations", Exports, "share_snapshot_instance_export_location:index", u => u.ExportLocations);
    public static readonly Endpoint ExportLocation = All.Get<SnapshotInstances>("snapshot_instances.export_location", Exports + "/{location}", "share_snapshot_instance_export_location:show", u => u.ExportLocation);
}
