using System.Text.Json.Serialization;
using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Server.Scheduling;

/// <summary>Options that every back-end section may have and that bear on placement.</summary>
public sealed record PoolOptions
{
    /// <summary><c>share_backend_name</c>.</summary>
    public required string BackendName { get; init; }

    /// <summary><c>driver_handles_share_servers</c>.</summary>
    public bool HandlesShareServers { get; init; }

    /// <summary><c>reserved_share_percentage</c>: percent of the total kept from new shares.</summary>
    [JsonPropertyName("reserved")]
    public int ReservedPercent { get; init; }

    /// <summary><c>reserved_share_from_snapshot_percentage</c>: the same for shares from snapshots; 0 means as for new shares.</summary>
    [JsonPropertyName("reserved_from_snapshot")]
    public int ReservedFromSnapshotPercent { get; init; }

    /// <summary><c>reserved_share_extend_percentage</c>: the same for extends; 0 means as for new shares.</summary>
    [JsonPropertyName("reserved_extend")]
    public int ReservedExtendPercent { get; init; }

    /// <summary><c>max_over_subscription_ratio</c>: how many times its total a thin pool may promise.</summary>
    public double MaxOverSubscriptionRatio { get; init; } = 20.0;

    /// <summary><c>filter_function</c>, or null.</summary>
    public string? FilterFunction { get; init; }

    /// <summary><c>goodness_function</c>, or null.</summary>
    public string? GoodnessFunction { get; init; }

    /// <summary><c>replication_domain</c>, or null.</summary>
    public string? ReplicationDomain { get; init; }

    /// <summary>Everything that makes no sense, by option; empty when all is well.</summary>
    public IReadOnlyList<OptionException> Problems() =>
    [
        .. Percent("reserved_share_percentage", ReservedPercent),
        .. Percent("reserved_share_from_snapshot_percentage", ReservedFromSnapshotPercent),
        .. Percent("reserved_share_extend_percentage", ReservedExtendPercent),
        .. Ratio(),
        .. Function("filter_function", FilterFunction),
        .. Function("goodness_function", GoodnessFunction),
    ];

    static IEnumerable<OptionException> Percent(string option, int value)
    {
        if (value is < 0 or > 100) yield return new OptionException(option, $"{value} is no percentage; give 0 to 100");
    }

    IEnumerable<OptionException> Ratio()
    {
        // A ratio below 1 is left to the capacity filter: it only matters on thin pools, and Manila starts with it.
        if (!double.IsFinite(MaxOverSubscriptionRatio) || MaxOverSubscriptionRatio < 0)
        {
            yield return new OptionException("max_over_subscription_ratio", "no ratio; give 1 or more");
        }
    }

    static IEnumerable<OptionException> Function(string option, string? text)
    {
        if (text is null) yield break;
        OptionException? problem = null;
        try
        {
            Expression.Parse(text);
        }
        catch (ExpressionException wrong)
        {
            problem = new OptionException(option, $"'{text}' cannot be understood: {wrong.Message}");
        }
        if (problem is not null) yield return problem;
    }
}
