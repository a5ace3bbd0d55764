namespace Abaca.Server.Scheduling.Filters;

/// <summary>Hint <c>different_host</c>: the pool holds none of the named shares.</summary>
sealed class AntiAffinityFilter : IPoolFilter
{
    public string Name => nameof(AntiAffinityFilter);

    public MessageDetail Detail => MessageDetail.NoValidHost;

    public PoolJudge? For(PlacementRequest request) => request.Hints.DifferentHosts is { Count: > 0 } hosts
        ? pool => hosts.Contains(pool.Host) ? "it holds a share named in different_host" : null
        : null;
}
