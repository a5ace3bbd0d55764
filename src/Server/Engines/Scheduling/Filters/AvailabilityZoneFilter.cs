namespace Abaca.Server.Scheduling.Filters;

/// <summary>The pool is in the zone asked for, in one that type and network allow, and copes with several subnets there.</summary>
sealed class AvailabilityZoneFilter : IPoolFilter
{
    public string Name => nameof(AvailabilityZoneFilter);

    public MessageDetail Detail => MessageDetail.FilterAvailability;

    public PoolJudge For(PlacementRequest request) => pool =>
    {
        var zone = pool.Service.AvailabilityZone;
        if (request.AvailabilityZone is { Length: > 0 } wanted && zone != wanted) return $"it is in zone {zone}, {wanted} is asked for";
        if (request.AllowedZones.Count > 0 && !request.AllowedZones.Contains(zone, StringComparer.Ordinal))
        {
            return $"it is in zone {zone}, allowed are {string.Join(", ", request.AllowedZones)}";
        }
        return request.ZonesWithSeveralSubnets.Contains(zone) && !CopesWithSeveralSubnets(pool)
            ? $"the share network has several subnets in zone {zone}, which it does not support"
            : null;
    };

    static bool CopesWithSeveralSubnets(PoolState pool) =>
        pool.TryGet("share_server_multiple_subnet_support", out var able) && Capabilities.IsTrue(able);
}
