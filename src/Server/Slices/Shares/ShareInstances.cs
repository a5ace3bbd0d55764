namespace Abaca.Server.Shares;

/// <summary>
/// Share instances: what lies on the pools behind the shares. For administrators; where the rules let a project's members in, they see those
/// of their project's shares.
/// </summary>
public sealed class ShareInstances(Db db, Visible<Share> shares, Visible<InstanceOfShare> visible, ExportLocationStore exports)
{
    static readonly Columns<ShareInstanceView> Columns = new(c => new ShareInstanceView(
        c.Text("i.id"), c.Text("i.share_id"), c.TextOrNull("i.availability_zone"), c.TextOrNull("i.host"), c.Text("i.status"),
        c.Text("i.access_rules_status"), c.TextOrNull("i.share_network_id"), c.TextOrNull("i.share_server_id"), c.TextOrNull("i.replica_state"),
        c.TextOrNull("i.share_type_id"), c.Flag("i.cast_rules_to_readonly"), c.TextOrNull("i.progress"), c.Moment("i.created_at"),
        c.MomentOrNull("i.updated_at"), []));

    /// <summary>GET /share_instances.</summary>
    public async Task<Reply> List(Call call)
    {
        var query = call.Query;
        var where = Sql.Of($"s.is_soft_deleted = {query.Flag("is_soft_deleted") ?? false}");
        if (query.Text("export_location_id") is { Length: > 0 } id)
        {
            where.Append($" AND i.id IN (SELECT share_instance_id FROM export_locations WHERE id = {id})");
        }
        if (query.Text("export_location_path") is { Length: > 0 } path)
        {
            where.Append($" AND i.id IN (SELECT share_instance_id FROM export_locations WHERE path = {path})");
        }
        if (!call.MayEverywhere) where.Append($" AND s.project_id = {call.Caller.ProjectId}");
        return Reply.Many(await Find(call, where), ViewForm.Detail);
    }

    /// <summary>GET /shares/{id}/instances.</summary>
    public async Task<Reply> OfShare(Call call)
    {
        var share = await shares.ToRead(call, call["id"]);
        return Reply.Many(await Find(call, $"i.share_id = {share.Id}"), ViewForm.Detail);
    }

    /// <summary>GET /share_instances/{id}.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(await One(call));

    /// <summary>The instance that the call names.</summary>
    /// <exception cref="ApiRefusal">404: there is none, or the endpoint's rule does not let the caller at that share's.</exception>
    internal async Task<ShareInstanceView> One(Call call)
    {
        var instance = (await visible.ToRead(call, call["id"])).Share.InstanceId;
        var found = await Find(call, $"i.id = {instance}");
        return found.Count > 0 ? found[0] : throw Visible<InstanceOfShare>.NotFound(call["id"]);
    }

    async Task<List<ShareInstanceView>> Find(Call call, Sql where)
    {
        var instances = await db.Query(
            Columns, $"FROM share_instances i JOIN shares s ON s.id = i.share_id WHERE {where} ORDER BY i.created_at DESC, i.id", call.Aborted);
        if (call.Expects(Behaviour.ExportLocationsApart) || instances.Count == 0) return instances;
        var paths = (await exports.Of(instances.Select(i => new ShareInstanceId(i.Id)), call.Aborted)).ToLookup(e => e.InstanceId, e => e.Path);
        return instances.ConvertAll(i => i with { Exports = [.. paths[i.Id]] });
    }
}
