using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>The pool: there, mounted, and with room left.</summary>
sealed class PoolCheck(LocalPlace place, IKernel kernel) : IBackendCheck
{
    const long Gib = 1L << 30;
    const double Scarce = 0.05;

    /// <inheritdoc/>
    public string Name => "pool";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) =>
        Task.FromResult<IReadOnlyList<HealthFinding>>([.. Findings()]);

    IEnumerable<HealthFinding> Findings()
    {
        if (!place.Exists && place.LoopFile is not null)
        {
            yield return HealthFinding.Ok(place.Pool, "There is no pool yet; the first start makes it.");
            yield break;
        }
        if (!IsThere(out var absent))
        {
            yield return absent!;
            yield break;
        }
        if (kernel.At(place.Pool) is { Writable: false } seen) yield return HealthFinding.Problem(place.Pool, "The pool takes no writes.", place.WhyReadOnly(kernel, seen));
        foreach (var finding in Room()) yield return finding;
    }

    bool IsThere(out HealthFinding? absent)
    {
        absent = null;
        if (place.IsOpen(kernel)) return true;
        var service = place.ServiceProcess();
        absent = place.LoopFile is null
            ? HealthFinding.Problem(place.Pool, "There is no such directory.", "Make it on btrfs, or set local_pool_path to one that is there.")
            : !File.Exists(place.LoopFile) && service is null
                ? HealthFinding.Ok(place.Pool, "There is no pool yet; the first start makes it.")
                : service is { } pid
                    ? HealthFinding.Problem(place.Pool, $"The pool is not mounted although process {pid} runs the backend.",
                        "Restart the service: it mounts the pool and checks every share.")
                    : HealthFinding.Ok(place.Pool, "The pool is not mounted: no service runs this backend now.");
        return false;
    }

    IEnumerable<HealthFinding> Room()
    {
        var (total, free) = place.Measure(kernel);
        var host = place.LoopFile is null ? long.MaxValue : new DriveInfo(place.State).AvailableFreeSpace;
        if (host < PoolCapacity.HostReserve)
        {
            yield return HealthFinding.Problem(place.State, $"The disk below the pool's loop file has {Size(host)} left.",
                "Give that disk more room, or move the pool: writes to shares fail when it is full.");
        }
        yield return free < total * Scarce
            ? HealthFinding.Warning(place.Pool, $"{Size(free)} of {Size(total)} are free.",
                "Give the pool more room (local_pool_size_gib, or a larger file system).")
            : HealthFinding.Ok(place.Pool, $"{Size(free)} of {Size(total)} are free.");
    }

    static string Size(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(double)bytes / Gib:0.0} GiB");
}
