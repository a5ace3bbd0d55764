namespace Abaca.Client;

/// <summary>Calls about the service itself: its processes, its pools, its zones.</summary>
/// <param name="api">The line to the service.</param>
public sealed class OperatorCalls(ShareApi api)
{
    /// <summary>Lists the processes of the service; admins only.</summary>
    /// <param name="host">Only on this host.</param>
    /// <param name="binary">Only this program.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<ServiceEntry>> Services(string? host, string? binary, CancellationToken ct)
    {
        var path = new Query("services").With("host", host).With("binary", binary).ToString();
        return (await api.Send(ApiCall.Get(path), WireJson.Default.ServicesDocument, ct)).Services;
    }

    /// <summary>Lets a process take new work.</summary>
    public Task Enable(string host, string binary, CancellationToken ct) =>
        api.Send(ApiCall.Put("services/enable", new JsonObject { ["host"] = host, ["binary"] = binary }), ct);

    /// <summary>Keeps new work away from a process; a reason needs 2.83.</summary>
    public Task Disable(string host, string binary, string? reason, CancellationToken ct)
    {
        var body = new JsonObject { ["host"] = host, ["binary"] = binary };
        if (reason is not null) body["disabled_reason"] = reason;
        return api.Send(ApiCall.Put("services/disable", body, reason is null ? 7 : 83), ct);
    }

    /// <summary>Lists the pools; admins only.</summary>
    /// <param name="detail">Also what they report.</param>
    /// <param name="host">A regular expression for the host.</param>
    /// <param name="backend">A regular expression for the backend.</param>
    /// <param name="shareType">Only those fit for this type (name or id); from 2.23.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<Pool>> Pools(bool detail, string? host, string? backend, string? shareType, CancellationToken ct)
    {
        var path = new Query(detail ? "scheduler-stats/pools/detail" : "scheduler-stats/pools")
            .With("host", host).With("backend", backend).With("share_type", shareType).ToString();
        return (await api.Send(ApiCall.Get(path, shareType is null ? 7 : 23), WireJson.Default.PoolsDocument, ct)).Pools;
    }

    /// <summary>Lists the availability zones.</summary>
    public async Task<IReadOnlyList<AvailabilityZone>> Zones(CancellationToken ct) =>
        (await api.Send(ApiCall.Get("availability-zones"), WireJson.Default.ZonesDocument, ct)).AvailabilityZones;
}

/// <summary>Calls about messages to users; from 2.37.</summary>
/// <param name="api">The line to the service.</param>
public sealed class MessageCalls(ShareApi api)
{
    /// <summary>Lists messages, newest first.</summary>
    /// <param name="resourceId">Only about this resource.</param>
    /// <param name="limit">At most this many; null lists all.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<UserMessage>> List(string? resourceId, int? limit, CancellationToken ct) =>
        Pages.All(limit, () => new Query("messages").With("resource_id", resourceId).With("sort_key", "created_at").With("sort_dir", "desc"),
            (path, stop) => api.Send(ApiCall.Get(path, 37), WireJson.Default.MessagesDocument, stop), page => page.Messages, ct);

    /// <summary>Shows one message.</summary>
    public async Task<UserMessage> Show(string id, CancellationToken ct) =>
        (await api.Send(ApiCall.Get(Path(id), 37), WireJson.Default.MessageDocument, ct)).Message;

    /// <summary>Deletes a message.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id), 37), ct);

    static string Path(string id) => "messages/" + Uri.EscapeDataString(id);
}
