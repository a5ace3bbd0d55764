namespace Abaca.Server.Scheduling.Filters;

/// <summary>Hint <c>same_host</c>: the pool holds all the named shares.</summary>
sealed class AffinityFilter : IPoolFilter
{
    public string Name => nameof(AffinityFilter);

    public MessageDetail Detail => MessageDetail.NoValidHost;

    public PoolJudge? For(PlacementRequest request) => request.Hints.SameHosts is { } hosts
        ? pool => hosts.Contains(pool.Host) ? null : "it does not hold all shares named in same_host"
        : null;
}
