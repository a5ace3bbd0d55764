namespace Abaca.Server.Scheduling;

/// <summary>
/// Chooses pools: first those that may serve at all, then filter by filter, then the weighers rank what is left. A pure
/// function of its arguments; the caller writes the choice down in the transaction that read the pools' use.
/// </summary>
public sealed class Scheduler
{
    readonly SchedulerOptions _options;
    readonly IReadOnlyList<IPoolFilter> _filters;
    readonly IReadOnlyList<IPoolFilter> _extendFilters;
    readonly IReadOnlyList<IPoolWeigher> _weighers;

    /// <summary>A scheduler with the configured filters and weighers.</summary>
    /// <exception cref="OptionException">A name is not known or a multiplier is no number: the first of <see cref="SchedulerOptions.Problems"/>.</exception>
    public Scheduler(SchedulerOptions options, SchedulingPolicies policies)
    {
        if (options.Problems(policies) is [var problem, ..]) throw problem;
        _options = options;
        _filters = policies.Filters(options.DefaultFilters);
        _extendFilters = policies.Filters(options.DefaultExtendFilters);
        _weighers = policies.Weighers(options.DefaultWeighers);
    }

    /// <summary>Every pool that will do, best first, or why none will.</summary>
    public Placement Choose(PlacementRequest request, IReadOnlyList<PoolState> pools)
    {
        var refusals = new List<PoolRefusal>();
        var left = Keep(pools, "ServiceState", Serving(request), refusals);
        // Manila says so too, and it is what makes a client that provisions by itself take its request back and try anew.
        if (left.Count == 0) return new Placement.Impossible(MessageDetail.NoValidHost, null, refusals);
        foreach (var (name, detail, judge) in Stages(request))
        {
            left = Keep(left, name, judge, refusals);
            if (left.Count == 0) return new Placement.Impossible(detail, name, refusals);
        }
        return new Placement.Chosen(new Ranking(_options, _weighers).Of(request, left), refusals);
    }

    IEnumerable<(string Name, MessageDetail Detail, PoolJudge Judge)> Stages(PlacementRequest request)
    {
        if (request.RequiredHost is { } required)
        {
            yield return ("RequiredHost", MessageDetail.NoValidHost, pool => pool.Host == required ? null : $"it must be {required}");
        }
        foreach (var filter in request.Kind == PlacementKind.Extend ? _extendFilters : _filters)
        {
            if (filter.For(request) is { } judge) yield return (filter.Name, filter.Detail, judge);
        }
        // Last, so that the user message of a retry names what keeps the untried pools out.
        if (request.TriedHosts is { Count: > 0 } tried)
        {
            yield return ("TriedHosts", MessageDetail.NoValidHost, pool => tried.Contains(pool.Host) ? "the request failed there before" : null);
        }
    }

    // A host admin who names the host may use a backend that is closed to everybody else.
    static PoolJudge Serving(PlacementRequest request)
    {
        var mayBeDisabled = request is { CallerIsHostAdmin: true, Hints.OnlyHost: { Length: > 0 } };
        return pool => pool.Service switch
        {
            { IsUp: false } => "its service is down",
            { IsEnabled: false } when !mayBeDisabled => "its service is disabled",
            _ => null,
        };
    }

    static List<PoolState> Keep(IReadOnlyList<PoolState> pools, string filter, PoolJudge judge, List<PoolRefusal> refusals)
    {
        var kept = new List<PoolState>(pools.Count);
        foreach (var pool in pools)
        {
            if (judge(pool) is { } reason) refusals.Add(new PoolRefusal(pool.Host, filter, reason));
            else kept.Add(pool);
        }
        return kept;
    }
}
