namespace Abaca.Client;

/// <summary>Calls about what storages and database say of each other; admins only, and absent from other services.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ReconcileCalls(ShareApi api)
{
    /// <summary>Lists what differs.</summary>
    /// <param name="backend">Only of this backend.</param>
    /// <param name="kind">Only of this kind.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="ClientException">The service cannot compare: it is not Abaca.</exception>
    public async Task<IReadOnlyList<Difference>> List(string? backend, string? kind, CancellationToken ct)
    {
        var path = new Query("reconcile").With("backend", backend).With("kind", kind).ToString();
        return (await api.Send(ApiCall.Get(path), WireJson.Default.DifferencesDocument, ct)).Differences;
    }

    /// <summary>Plans what is wished, or begins it. A list acts as a whole or not at all.</summary>
    public async Task<ReconcilePlan> Act(ReconcileWish wish, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var body = new JsonObject
        {
            ["action"] = wish.Action, ["apply"] = wish.Apply, ["differences"] = new JsonArray([.. wish.Ids.Select(id => (JsonNode)id)]),
        };
        if (wish.ProjectId is { } project) body["project_id"] = project;
        if (wish.ShareType is { } type) body["share_type"] = type;
        if (wish.EvenUnrecorded) body["even_unrecorded"] = true;
        if (wish.Name is { } name) body["name"] = name;
        return (await api.Send(ApiCall.Post("reconcile", new JsonObject { ["reconcile"] = body }), WireJson.Default.ReconcileDocument, ct)).Reconcile;
    }
}
