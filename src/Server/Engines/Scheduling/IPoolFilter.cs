namespace Abaca.Server.Scheduling;

/// <summary>Says of one pool why it will not do; null when it will.</summary>
public delegate string? PoolJudge(PoolState pool);

/// <summary>One reason for a pool not to do. Found by its name in <see cref="SchedulingPolicies"/>.</summary>
public interface IPoolFilter
{
    /// <summary>Name as in <c>scheduler_default_filters</c>.</summary>
    string Name { get; }

    /// <summary>The user message when this filter leaves no pool.</summary>
    MessageDetail Detail { get; }

    /// <summary>Reads the request once and gives the judge of pools; null when the request leaves nothing to judge.</summary>
    PoolJudge? For(PlacementRequest request);
}
