using Abaca.Server.Scheduling.Expressions;
using Abaca.Server.Scheduling.Filters;
using Abaca.Server.Scheduling.Weighers;

namespace Abaca.Server.Scheduling;

/// <summary>Every filter and weigher there is, by name. Adding one: write its class and name it here.</summary>
public sealed class SchedulingPolicies
{
    readonly IPoolFilter[] _filters;
    readonly IPoolWeigher[] _weighers;

    /// <summary>All of them; filter and goodness functions are compiled into the cache.</summary>
    public SchedulingPolicies(ExpressionCache expressions)
    {
        _filters =
        [
            new OnlyHostFilter(), new AvailabilityZoneFilter(), new CapacityFilter(), new CapabilitiesFilter(),
            new DriverFilter(expressions), new ShareReplicationFilter(), new CreateFromSnapshotFilter(), new AffinityFilter(),
            new AntiAffinityFilter(), new TriedHostsFilter("RetryFilter", MessageDetail.FilterRetry),
            new TriedHostsFilter("IgnoreAttemptedHostsFilter", MessageDetail.FilterIgnore), new JsonFilter(),
        ];
        _weighers = [new CapacityWeigher(), new GoodnessWeigher(expressions), new HostAffinityWeigher(), new PoolWeigher()];
        FilterNames = [.. _filters.Select(f => f.Name)];
        WeigherNames = [.. _weighers.Select(w => w.Name)];
    }

    /// <summary>Names that <c>scheduler_default_filters</c> and <c>scheduler_default_extend_filters</c> may hold.</summary>
    public IReadOnlyList<string> FilterNames { get; }

    /// <summary>Names that <c>scheduler_default_weighers</c> may hold.</summary>
    public IReadOnlyList<string> WeigherNames { get; }

    /// <summary>The filters of these names, in this order; the names were checked by <see cref="SchedulerOptions.Problems"/>.</summary>
    public IReadOnlyList<IPoolFilter> Filters(IEnumerable<string> names) => [.. names.Select(name => _filters.Single(f => f.Name == name))];

    /// <summary>The weighers of these names, in this order; the names were checked by <see cref="SchedulerOptions.Problems"/>.</summary>
    public IReadOnlyList<IPoolWeigher> Weighers(IEnumerable<string> names) => [.. names.Select(name => _weighers.Single(w => w.Name == name))];
}
