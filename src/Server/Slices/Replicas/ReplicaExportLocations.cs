using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>Export locations of one replica.</summary>
public sealed class ReplicaExportLocations(Visible<ShareReplica> visible, ExportLocationStore exports)
{
    /// <summary>GET /share-replicas/{id}/export-locations.</summary>
    public async Task<Reply> List(Call call) => Reply.Many(await Seen(call), ViewForm.Detail);

    /// <summary>GET /share-replicas/{id}/export-locations/{location}.</summary>
    public async Task<Reply> Show(Call call) =>
        Reply.One((await Seen(call)).Find(v => v.Export.Id == call["location"]) ?? throw Refusals.NotFound("Export location", call["location"]));

    async Task<List<ReplicaExportView>> Seen(Call call)
    {
        var replica = await visible.ToRead(call, call["id"]);
        return (await exports.Of(replica.Share.InstanceId, call.Aborted))
            .Where(e => !e.AdminOnly || call.Caller.IsAdmin).Select(e => new ReplicaExportView(e, replica)).ToList();
    }
}
