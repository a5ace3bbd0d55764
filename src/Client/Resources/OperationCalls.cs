namespace Abaca.Client;

/// <summary>Calls about Abaca's own work; admins only, and absent from other services.</summary>
/// <param name="api">The line to the service.</param>
public sealed class OperationCalls(ShareApi api)
{
    /// <summary>Lists operations.</summary>
    /// <exception cref="ClientException">The service has no operations: it is not Abaca.</exception>
    public async Task<IReadOnlyList<Operation>> List(OperationFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        try
        {
            return await Pages.All(filter.Limit, () => new Query("operations").With("state", filter.State).With("resource_id", filter.ResourceId),
                (path, stop) => api.Send(ApiCall.Get(path), WireJson.Default.OperationsDocument, stop), page => page.Operations, ct);
        }
        catch (ClientException e) when (e.Trouble is Trouble.NotFound)
        {
            throw new ClientException(Trouble.NotFound, "this service shows no operations", e)
            {
                Status = e.Status, RequestId = e.RequestId, Where = e.Where,
                Remedy = "only Abaca has them, and only admins see them",
            };
        }
    }

    /// <summary>Shows one operation with its story.</summary>
    public async Task<Operation> Show(string id, CancellationToken ct)
    {
        var answer = await api.Send(ApiCall.Get(Path(id)), WireJson.Default.OperationDocument, ct);
        return answer.Operation.Events is null ? answer.Operation with { Events = answer.Events } : answer.Operation;
    }

    /// <summary>Tries a stuck operation again.</summary>
    public Task Retry(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "retry"), ct);

    /// <summary>Gives a stuck operation up: what it left behind is shown when storage and database are reconciled.</summary>
    public Task Abandon(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "abandon"), ct);

    static string Path(string id) => "operations/" + Uri.EscapeDataString(id);
}
