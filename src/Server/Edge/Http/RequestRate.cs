using System.Threading.RateLimiting;

namespace Abaca.Server.Http;

/// <summary>
/// How many requests of a project are answered in a minute (<c>abaca_max_requests_per_minute</c>). A project that was quiet may send a minute's
/// worth at once, then as many as become free. Administrators and requests that a service sends for a user (<c>X-Service-Token</c>) are
/// not counted. A project is remembered only until its minute's worth is whole again.
/// </summary>
public sealed class RequestRate : IDisposable
{
    readonly PartitionedRateLimiter<string> projects;

    /// <summary>With a limit per minute, 1 or more.</summary>
    public RequestRate(int perMinute)
    {
        var rate = new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = 0,
        };
        projects = PartitionedRateLimiter.Create<string, string>(project => RateLimitPartition.GetTokenBucketLimiter(project, _ => rate));
    }

    /// <summary>Counts a request; null when it is to be answered, else how long its sender should wait.</summary>
    public TimeSpan? Refuses(Caller caller)
    {
        if (caller.IsAdmin || caller.Service is not null) return null;
        using var lease = projects.AttemptAcquire(caller.ProjectId.Length > 0 ? caller.ProjectId : "user " + caller.UserId);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }

    /// <inheritdoc/>
    public void Dispose() => projects.Dispose();
}
