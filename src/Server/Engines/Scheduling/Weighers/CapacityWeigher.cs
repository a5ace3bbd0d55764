namespace Abaca.Server.Scheduling.Weighers;

/// <summary>The more room the better. Pools whose capacity is unknown come last, whichever way the multiplier points.</summary>
sealed class CapacityWeigher : IPoolWeigher
{
    public string Name => nameof(CapacityWeigher);

    public double Multiplier(SchedulerOptions options) => options.CapacityWeightMultiplier;

    public PoolScale For(PlacementRequest request, SchedulerOptions options)
    {
        var need = new CapacityNeed(request);
        var unknown = options.CapacityWeightMultiplier > 0 ? double.NegativeInfinity : double.PositiveInfinity;
        return pool => need.Room(pool) ?? unknown;
    }
}
