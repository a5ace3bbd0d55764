namespace Abaca.Server.Scheduling;

/// <summary>Values one pool: higher is better, infinities are allowed.</summary>
public delegate double PoolScale(PoolState pool);

/// <summary>One preference among the pools that will do. Found by its name in <see cref="SchedulingPolicies"/>.</summary>
public interface IPoolWeigher
{
    /// <summary>Name as in <c>scheduler_default_weighers</c>.</summary>
    string Name { get; }

    /// <summary>What its values, scaled to 0..1, are multiplied by.</summary>
    double Multiplier(SchedulerOptions options);

    /// <summary>Reads the request once and gives the scale; null when the request leaves nothing to weigh.</summary>
    PoolScale? For(PlacementRequest request, SchedulerOptions options);
}
