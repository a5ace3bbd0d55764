namespace Abaca.Server.Configuration;

/// <summary>How a pool is chosen.</summary>
public sealed record SchedulingOptions
{
    /// <summary><c>scheduler_default_filters</c>, in the order of judging.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary><c>scheduler_default_weighers</c>.</summary>
    public required IReadOnlyList<string> Weighers { get; init; }

    /// <summary><c>scheduler_default_extend_filters</c>: asked before a share grows.</summary>
    public required IReadOnlyList<string> ExtendFilters { get; init; }

    /// <summary><c>scheduler_max_attempts</c>: pools tried for one share.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary><c>capacity_weight_multiplier</c>: negative fills one pool before the next.</summary>
    public required double CapacityWeightMultiplier { get; init; }

    /// <summary><c>pool_weight_multiplier</c>: of the host-affinity weigher.</summary>
    public required double PoolWeightMultiplier { get; init; }

    static readonly OptionSection Section = new(IniFile.Default);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.List("scheduler_default_filters",
            "OnlyHostFilter,AvailabilityZoneFilter,CapacityFilter,CapabilitiesFilter,DriverFilter,"
            + "ShareReplicationFilter,CreateFromSnapshotFilter,AffinityFilter,AntiAffinityFilter",
            "Filters that a pool must pass, in the order of judging."),
        Section.List("scheduler_default_weighers", "CapacityWeigher,GoodnessWeigher,HostAffinityWeigher", "Weighers that rank the pools left."),
        Section.List("scheduler_default_extend_filters", "CapacityFilter,DriverFilter", "Filters asked before a share grows."),
        Section.Integer("scheduler_max_attempts", 3, "Pools tried for one share.").AtLeast(1),
        Section.Number("capacity_weight_multiplier", "1.0", "Weight of free capacity; negative fills one pool before the next."),
        Section.Number("pool_weight_multiplier", "1.0", "Weight of staying on the pool of the parent."),
    ];

    internal static SchedulingOptions Read(OptionReader reader)
    {
        var section = reader.In(IniFile.Default);
        return new SchedulingOptions
        {
            Filters = section.List("scheduler_default_filters"),
            Weighers = section.List("scheduler_default_weighers"),
            ExtendFilters = section.List("scheduler_default_extend_filters"),
            MaxAttempts = section.Integer("scheduler_max_attempts"),
            CapacityWeightMultiplier = section.Number("capacity_weight_multiplier"),
            PoolWeightMultiplier = section.Number("pool_weight_multiplier"),
        };
    }
}
