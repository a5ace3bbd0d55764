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

    /// <summary>Plans what is asked for, or begins it. A list acts as a whole or not at all.</summary>
    public async Task<ReconcilePlan> Act(ReconcileRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = new JsonObject
        {
            ["action"] = request.Action, ["apply"] = request.Apply, ["differences"] = new JsonArray([.. request.Ids.Select(id => (JsonNode)id)]),
        };
        if (request.ProjectId is { } project) body["project_id"] = project;
        if (request.ShareType is { } type) body["share_type"] = type;
        if (request.EvenUnrecorded) body["even_unrecorded"] = true;
        if (request.Name is { } name) body["name"] = name;
        return (await api.Send(ApiCall.Post("reconcile", new JsonObject { ["reconcile"] = body }), WireJson.Default.ReconcileDocument, ct)).Reconcile;
    }
}
