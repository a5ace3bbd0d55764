namespace Abaca.Server.Scheduling.Weighers;

/// <summary>Pools that the network's share servers use already, so that no further server need be set up.</summary>
sealed class PoolWeigher : IPoolWeigher
{
    public string Name => nameof(PoolWeigher);

    public double Multiplier(SchedulerOptions options) => options.PoolWeightMultiplier;

    public PoolScale? For(PlacementRequest request, SchedulerOptions options) => request.HostsOfShareServers.Count == 0
        ? null
        : pool => request.HostsOfShareServers.Contains(pool.Host) ? 1 : 0;
}
