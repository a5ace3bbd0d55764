namespace Abaca.Client;

/// <summary>Calls about who may use a share.</summary>
/// <param name="api">The line to the service.</param>
public sealed class AccessCalls(ShareApi api)
{
    /// <summary>Lists a share's rules. Before 2.45 they were asked for by an action.</summary>
    public async Task<IReadOnlyList<AccessRule>> List(string shareId, CancellationToken ct)
    {
        var call = await api.Version(ct) >= new Microversion(2, 45)
            ? ApiCall.Get(new Query("share-access-rules").With("share_id", shareId).ToString(), 45)
            : ApiCall.Action(Share(shareId), "access_list");
        return (await api.Send(call, WireJson.Default.AccessListDocument, ct)).AccessList;
    }

    /// <summary>Shows one rule; from 2.45.</summary>
    public async Task<AccessRule> Show(string id, CancellationToken ct) =>
        (await api.Send(ApiCall.Get("share-access-rules/" + Uri.EscapeDataString(id), 45), WireJson.Default.AccessDocument, ct)).Access;

    /// <summary>Lets somebody use a share; the answer is "queued_to_apply".</summary>
    /// <param name="shareId">The share.</param>
    /// <param name="type">"ip", "user", "cert" or "cephx".</param>
    /// <param name="to">Whom.</param>
    /// <param name="level">"rw" or "ro".</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<AccessRule> Allow(string shareId, string type, string to, string level, CancellationToken ct)
    {
        var arguments = new JsonObject { ["access_type"] = type, ["access_to"] = to, ["access_level"] = level };
        return (await api.Send(ApiCall.Action(Share(shareId), "allow_access", arguments, type == "cephx" ? 13 : 7), WireJson.Default.AccessDocument, ct)).Access;
    }

    /// <summary>Takes a rule back.</summary>
    /// <param name="shareId">The share.</param>
    /// <param name="id">The rule.</param>
    /// <param name="unrestrict">Also drop the locks on the rule; from 2.82.</param>
    /// <param name="ct">Ends the call.</param>
    public Task Deny(string shareId, string id, bool unrestrict, CancellationToken ct)
    {
        var arguments = new JsonObject { ["access_id"] = id };
        if (unrestrict) arguments["unrestrict"] = true;
        return api.Send(ApiCall.Action(Share(shareId), "deny_access", arguments, unrestrict ? 82 : 7), ct);
    }

    static string Share(string id) => "shares/" + Uri.EscapeDataString(id);
}
