namespace Abaca.Server.Reconcile;

/// <summary>GET /reconcile: what storages and database say of each other. Changes nothing.</summary>
public sealed class ListDifferences(Stocktaking stocktaking)
{
    /// <summary>Handles the call. A storage holds what every project has, so that a rule for one project's members is not enough.</summary>
    public async Task<Reply> Handle(Call call)
    {
        call.MustEverywhere();
        var (backend, kind) = (call.Query.Text("backend"), call.Query.Text("kind"));
        if (kind is not null && !DifferenceKind.All.Contains(kind)) throw Refusals.BadField("kind", $"'{kind}' is not one of {string.Join(", ", DifferenceKind.All)}.");
        var stock = await stocktaking.Take(call.Aborted);
        if (backend is not null && stock.Shelves.All(shelf => shelf.Section != backend)) throw Refusals.NotFound("Backend", backend);
        IReadOnlyList<Difference> found =
            [.. Comparison.Of(stock).Where(one => (backend is null || one.Backend == backend) && (kind is null || one.Kind == kind))];
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("differences"u8);
            JsonSerializer.Serialize(json, found, ReconcileJson.Default.IReadOnlyListDifference);
            json.WriteEndObject();
        });
    }
}
