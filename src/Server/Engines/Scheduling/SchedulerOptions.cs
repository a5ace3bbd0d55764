namespace Abaca.Server.Scheduling;

/// <summary>The scheduler's options of section <c>DEFAULT</c>, with Manila's names and defaults.</summary>
public sealed record SchedulerOptions
{
    /// <summary><c>scheduler_default_filters</c>, in the order of judging.</summary>
    public IReadOnlyList<string> DefaultFilters { get; init; } =
    [
        "OnlyHostFilter", "AvailabilityZoneFilter", "CapacityFilter", "CapabilitiesFilter", "DriverFilter",
        "ShareReplicationFilter", "CreateFromSnapshotFilter", "AffinityFilter", "AntiAffinityFilter",
    ];

    /// <summary><c>scheduler_default_extend_filters</c>.</summary>
    public IReadOnlyList<string> DefaultExtendFilters { get; init; } = ["CapacityFilter", "DriverFilter"];

    /// <summary><c>scheduler_default_weighers</c>.</summary>
    public IReadOnlyList<string> DefaultWeighers { get; init; } = ["CapacityWeigher", "GoodnessWeigher", "HostAffinityWeigher"];

    /// <summary><c>capacity_weight_multiplier</c>: negative fills one pool before the next.</summary>
    public double CapacityWeightMultiplier { get; init; } = 1.0;

    /// <summary><c>pool_weight_multiplier</c>.</summary>
    public double PoolWeightMultiplier { get; init; } = 1.0;

    /// <summary>Every name that is not known and every multiplier that is no number; empty when all is well.</summary>
    public IReadOnlyList<OptionException> Problems(SchedulingPolicies policies) =>
    [
        .. Unknown("scheduler_default_filters", DefaultFilters, policies.FilterNames),
        .. Unknown("scheduler_default_extend_filters", DefaultExtendFilters, policies.FilterNames),
        .. Unknown("scheduler_default_weighers", DefaultWeighers, policies.WeigherNames),
        .. NotFinite("capacity_weight_multiplier", CapacityWeightMultiplier),
        .. NotFinite("pool_weight_multiplier", PoolWeightMultiplier),
    ];

    static IEnumerable<OptionException> Unknown(string option, IReadOnlyList<string> names, IReadOnlyList<string> known) =>
        names.Except(known, StringComparer.Ordinal)
            .Select(name => new OptionException(option, $"'{name}' is not known; known are {string.Join(", ", known)}"));

    static IEnumerable<OptionException> NotFinite(string option, double value)
    {
        if (!double.IsFinite(value)) yield return new OptionException(option, "must be a finite number");
    }
}
