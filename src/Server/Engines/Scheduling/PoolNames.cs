using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Server.Scheduling;

/// <summary>What names mean in a pool's filter and goodness functions.</summary>
static class PoolNames
{
    /// <summary>The names for one pool and one request.</summary>
    public static ExpressionNames Of(PoolState pool, PlacementRequest request) => (string group, string entry, out object? found) =>
    {
        switch (group)
        {
            case "stats" when entry == "host":
                found = pool.Host;
                return true;
            case "stats" or "capabilities":
                return pool.TryGet(entry, out found);
            case "extra":
                var has = request.ExtraSpecs.TryGetValue(entry, out var spec);
                found = spec;
                return has;
            default:
                return request.ShareProperties.TryGetValue(entry, out found);
        }
    };
}
