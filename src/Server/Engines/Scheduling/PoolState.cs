namespace Abaca.Server.Scheduling;

/// <summary>
/// A pool at the moment of choosing: what its service row, its last report, its options and our own rows say of it.
/// Immutable; sizes are GiB.
/// </summary>
public sealed record PoolState
{
    readonly Dictionary<string, object?> _reported;

    PoolState(PoolService service, BackendReport report, PoolReport pool, PoolOptions options, PoolUse use)
    {
        Service = service;
        Use = use;
        Name = pool.Name;
        Host = $"{service.Host}#{pool.Name}";
        TotalGib = Known(pool.TotalGib);
        ReportedFreeGib = Known(pool.FreeGib);
        ReportedProvisionedGib = Known(pool.ProvisionedGib);
        MaxOverSubscriptionRatio = options.MaxOverSubscriptionRatio;
        _reported = Capabilities.Reported(service, report, pool, options);
        IsThin = Capabilities.IsTrue(_reported["thin_provisioning"]);
        ReplicationDomain = _reported["replication_domain"] as string is { Length: > 0 } domain ? domain : null;
    }

    /// <summary><c>host@backend#pool</c>.</summary>
    public string Host { get; }

    /// <summary>The part after <c>#</c>.</summary>
    public string Name { get; }

    /// <summary>The service it belongs to; its host is <c>host@backend</c>.</summary>
    public PoolService Service { get; }

    /// <summary>What our own rows hold of it.</summary>
    public PoolUse Use { get; private init; }

    /// <summary>Total capacity; null: unknown.</summary>
    public double? TotalGib { get; }

    /// <summary>Free capacity as the backend measured it; null: unknown.</summary>
    public double? ReportedFreeGib { get; }

    double? ReportedProvisionedGib { get; }

    /// <summary>Free capacity less what was given out since it was measured; null: unknown.</summary>
    public double? UnpromisedGib => ReportedFreeGib - Use.PendingGib;

    /// <summary>Sum of the sizes promised on it, by us and by others.</summary>
    public double ProvisionedGib => ReportedProvisionedGib is { } reported ? reported + Use.PendingGib : Use.PromisedGib;

    /// <summary>How many times its total it may promise when it is thin.</summary>
    public double MaxOverSubscriptionRatio { get; }

    /// <summary>Shares on it may take only the space they use.</summary>
    public bool IsThin { get; }

    /// <summary>Pools of one domain replicate among each other; null: it does not replicate.</summary>
    public string? ReplicationDomain { get; }

    /// <summary>Every pool of a backend, from its service row, its last report, its options and the sums of our own rows by pool name.</summary>
    public static IReadOnlyList<PoolState> OfBackend(
        PoolService service, BackendReport report, PoolOptions options, Func<string, PoolUse> useOfPool) =>
        [.. report.Pools.Select(pool => new PoolState(service, report, pool, options, useOfPool(pool.Name)))];

    /// <summary>The same pool with newer sums of our own rows: cheaper than making it anew.</summary>
    public PoolState With(PoolUse use) => this with { Use = use };

    /// <summary>The same pool after <paramref name="gib"/> GiB more were given out on it.</summary>
    public PoolState After(int gib) => this with { Use = Use.Plus(gib) };

    /// <summary>Percent of the total that a request of this kind must leave alone.</summary>
    public int ReservedPercent(PlacementKind kind) => (int)_reported[kind switch
    {
        PlacementKind.Extend => "reserved_share_extend_percentage",
        PlacementKind.CreateFromSnapshot => "reserved_snapshot_percentage",
        _ => "reserved_percentage",
    }]!;

    /// <summary>A capability by its name in the pools API; false when there is none of that name.</summary>
    public bool TryGet(string name, out object? value)
    {
        switch (name)
        {
            case "free_capacity_gb":
                value = Capabilities.Gib(IsThin ? ReportedFreeGib : UnpromisedGib);
                return true;
            case "allocated_capacity_gb":
                value = Use.PromisedGib;
                return true;
            case "provisioned_capacity_gb":
                value = ProvisionedGib;
                return true;
            default:
                return _reported.TryGetValue(name, out value);
        }
    }

    /// <summary>All capabilities as <c>GET /scheduler-stats/pools/detail</c> shows them: truth values, numbers, texts, null, lists and objects of those.</summary>
    public IReadOnlyDictionary<string, object?> Detail()
    {
        var all = new SortedDictionary<string, object?>(_reported, StringComparer.Ordinal);
        foreach (var name in (string[])["free_capacity_gb", "allocated_capacity_gb", "provisioned_capacity_gb"])
        {
            TryGet(name, out var value);
            all[name] = value;
        }
        return all;
    }

    /// <inheritdoc/>
    public override string ToString() => Host;

    // Infinity and NaN cannot be computed with; Manila's word for them is "unknown".
    static double? Known(double? gib) => gib is { } known && double.IsFinite(known) ? known : null;
}
