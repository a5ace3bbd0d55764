namespace Abaca.Client;

/// <summary>Calls about share transfers; from 2.77.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ShareTransferCalls(ShareApi api)
{
    const int Minor = 77;

    /// <summary>Lists offers, all pages, newest first.</summary>
    /// <param name="allProjects">Of every project; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<ShareTransfer>> List(bool allProjects, CancellationToken ct) =>
        Pages.All(null, () => new Query("share-transfers/detail").With("all_tenants", allProjects),
            (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.TransfersDocument, stop), page => page.Transfers, ct);

    /// <summary>Shows one.</summary>
    public Task<ShareTransfer> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id), Minor), ct);

    /// <summary>Offers a share; the answer has the key.</summary>
    public Task<ShareTransfer> Create(string shareId, string? name, CancellationToken ct)
    {
        var wanted = new JsonObject { ["share_id"] = shareId };
        if (name is not null) wanted["name"] = name;
        return One(ApiCall.Post("share-transfers", new JsonObject { ["transfer"] = wanted }, Minor), ct);
    }

    /// <summary>Takes a share that is offered.</summary>
    /// <param name="id">The offer.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clearRules">Access rules go.</param>
    /// <param name="ct">Ends the call.</param>
    public Task Accept(string id, string key, bool clearRules, CancellationToken ct) => api.Send(
        ApiCall.Post(Path(id) + "/accept", new JsonObject { ["accept"] = new JsonObject { ["auth_key"] = key, ["clear_access_rules"] = clearRules } }, Minor), ct);

    /// <summary>Takes an offer back.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id), Minor), ct);

    async Task<ShareTransfer> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.TransferDocument, ct)).Transfer;

    static string Path(string id) => "share-transfers/" + Uri.EscapeDataString(id);
}
