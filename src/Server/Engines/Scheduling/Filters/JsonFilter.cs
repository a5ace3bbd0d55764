namespace Abaca.Server.Scheduling.Filters;

/// <summary>
/// Hint <c>query</c>: a JSON list such as <c>["and", ["&gt;=", "$free_capacity_gb", 10], ["=", "$qos", true]]</c> is true
/// for the pool. A query that cannot be understood is false for every pool.
/// </summary>
sealed class JsonFilter : IPoolFilter
{
    public string Name => nameof(JsonFilter);

    public MessageDetail Detail => MessageDetail.FilterJson;

    public PoolJudge? For(PlacementRequest request)
    {
        if (request.Hints.Query is not { Length: > 0 } text) return null;
        JsonElement query;
        try
        {
            using var document = JsonDocument.Parse(text);
            query = document.RootElement.Clone();
        }
        catch (JsonException problem)
        {
            return _ => $"the query is no JSON: {problem.Message}";
        }
        return pool => Judge(query, pool);
    }

    static string? Judge(JsonElement query, PoolState pool)
    {
        try
        {
            return new JsonQuery(pool).IsTrue(query) ? null : "the query is false";
        }
        catch (FormatException problem)
        {
            return $"the query cannot be understood: {problem.Message}";
        }
    }
}
