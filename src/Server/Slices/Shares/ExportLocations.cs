namespace Abaca.Server.Shares;

/// <summary>Export locations of shares and of share instances.</summary>
public sealed class ExportLocations(Visible<Share> visible, Visible<InstanceOfShare> instances, ExportLocationStore exports)
{
    /// <summary>GET /shares/{id}/export_locations.</summary>
    public async Task<Reply> OfShare(Call call) =>
        Reply.Many((await Seen(call, await visible.ToRead(call, call["id"]))).ConvertAll(e => new ExportLocationView(e)), ViewForm.Detail);

    /// <summary>GET /shares/{id}/export_locations/{location}.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ExportLocationView(await One(call)));

    /// <summary>GET /share_instances/{id}/export_locations.</summary>
    public async Task<Reply> OfInstance(Call call) =>
        Reply.Many((await OfOneInstance(call)).ConvertAll(e => new ExportLocationView(e)), ViewForm.Detail);

    /// <summary>GET /share_instances/{id}/export_locations/{location}.</summary>
    public async Task<Reply> ShowOfInstance(Call call) =>
        Reply.One(new ExportLocationView(Pick(await OfOneInstance(call), call["location"])));

    /// <summary>The location of the path.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    internal async Task<StoredExport> One(Call call) => await Of(call, await visible.ToRead(call, call["id"]));

    /// <summary>The location of the path, for a caller who changes it.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    internal async Task<StoredExport> OneToChange(Call call) => await Of(call, await visible.ToChange(call, call["id"], call.Endpoint.Policy!));

    async Task<StoredExport> Of(Call call, Share share) => Pick(await Seen(call, share), call["location"]);

    async Task<List<StoredExport>> OfOneInstance(Call call)
    {
        var instance = await instances.ToRead(call, call["id"]);
        return Allowed(call, await exports.Of(instance.Share.InstanceId, call.Aborted));
    }

    // Replicas other than the active one have their own place for locations since 2.47.
    async Task<List<StoredExport>> Seen(Call call, Share share) => Allowed(call, share.ReplicationType is null
        ? await exports.Of(share.InstanceId, call.Aborted)
        : await exports.Of(share.Id, onlyActive: call.Expects(Behaviour.OnlyActiveReplicaExports), call.Aborted));

    static List<StoredExport> Allowed(Call call, List<StoredExport> all) => call.Caller.IsAdmin ? all : all.FindAll(e => !e.AdminOnly);

    static StoredExport Pick(List<StoredExport> exports, string id) =>
        exports.Find(e => e.Id == id) ?? throw Refusals.NotFound("Export location", id);
}
