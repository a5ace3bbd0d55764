using Abaca.Server.Pools;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Hosting;

/// <summary>A backend as configured, ready to be started.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Pools">Options that bear on placement.</param>
/// <param name="Driver">The driver; not started.</param>
public sealed record ConfiguredBackend(string ServiceHost, string Zone, PoolOptions Pools, IShareDriver Driver)
{
    /// <summary>Knows which pools the backend's shares are on; null: any pool will do.</summary>
    public KnownPools? Known { get; init; }

    /// <summary>Starts the driver on the pools that it belongs to. A backend whose pools are not there, or others, is not started: it would begin anew.</summary>
    /// <returns>Why it is not started, and what to do; null when it is.</returns>
    public async Task<string?> Start(CancellationToken ct)
    {
        if (Known is not null && await Known.Problem(ServiceHost, Driver, ct) is { } problem) return problem;
        if (await Driver.Start(ct) is var started and not DriverResult.Done) return started.ToString();
        return Known is null ? null : await Known.Keep(ServiceHost, Driver, ct);
    }
}

/// <summary>The backends of this process.</summary>
/// <param name="Usable">Those that are started.</param>
/// <param name="Absent">Those that cannot be, and why: shown as down, while what is on them waits.</param>
public sealed record BackendSet(IReadOnlyList<ConfiguredBackend> Usable, IReadOnlyList<AbsentService> Absent);

/// <summary>A backend that is not started, since it cannot be run as it is configured.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Reason">Why, for operators.</param>
public sealed record AbsentService(string ServiceHost, string Zone, string Reason);
