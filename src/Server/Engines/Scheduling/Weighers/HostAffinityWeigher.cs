namespace Abaca.Server.Scheduling.Weighers;

/// <summary>Close to the snapshot: its own pool, then its backend, then its zone. All alike when there is no snapshot.</summary>
sealed class HostAffinityWeigher : IPoolWeigher
{
    public string Name => nameof(HostAffinityWeigher);

    public double Multiplier(SchedulerOptions options) => 1.0;

    public PoolScale? For(PlacementRequest request, SchedulerOptions options)
    {
        if (request.SnapshotHost is not { } snapshotHost) return null;
        var backend = HostName.ServiceOf(snapshotHost);
        return pool =>
        {
            if (pool.Host == snapshotHost) return 100;
            if (pool.Service.Host == backend) return 75;
            return pool.Service.AvailabilityZone == request.SnapshotZone ? 50 : 25;
        };
    }
}
