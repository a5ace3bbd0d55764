namespace Abaca.Server.Scheduling;

/// <summary>The share service that a pool belongs to, as its row says.</summary>
/// <param name="Host"><c>host@backend</c>.</param>
/// <param name="AvailabilityZone">Name of the zone it serves.</param>
/// <param name="IsEnabled">An operator has not disabled it.</param>
/// <param name="IsUp">It reported recently enough.</param>
/// <param name="ReportedAt">When its pools were reported, or null when nobody kept that.</param>
public sealed record PoolService(
    string Host, string AvailabilityZone, bool IsEnabled = true, bool IsUp = true, DateTimeOffset? ReportedAt = null);
