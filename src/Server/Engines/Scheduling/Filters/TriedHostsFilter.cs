namespace Abaca.Server.Scheduling.Filters;

/// <summary>
/// Not where the request failed before. Manila knows it by two names with a user message each; the scheduler applies it
/// whether or not it is configured, so both only matter to a configuration that names them.
/// </summary>
sealed class TriedHostsFilter(string name, MessageDetail detail) : IPoolFilter
{
    public string Name => name;

    public MessageDetail Detail => detail;

    public PoolJudge? For(PlacementRequest request) => request.TriedHosts.Count == 0
        ? null
        : pool => request.TriedHosts.Contains(pool.Host) ? "the request failed there before" : null;
}
