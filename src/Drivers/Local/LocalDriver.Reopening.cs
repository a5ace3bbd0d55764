using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// Shares that the kernel has closed: a file system whose disk fails takes no more writes, and the disk of an image fails when the pool, or the
/// disk below it, is full; one that was full at a start could not be mounted at all. Mounted anew when there is room, it is whole up to its
/// last commit.
/// </summary>
sealed partial class LocalDriver
{
    /// <summary>With less room it would only be closed again.</summary>
    const long RoomToReopen = Gib / 4;

    /// <summary>Shares of which it has been said that they cannot be mounted.</summary>
    readonly ConcurrentDictionary<string, bool> toldOf = new(StringComparer.Ordinal);

    async Task ReopenClosed(CancellationToken ct)
    {
        if (kernel.At(pool.Root) is not { Writable: true }) return; // it would only be closed again
        foreach (var paths in exports.Names().Select(PathsOf))
        {
            if (!IsClosed(paths) || pool.Measure().Free < RoomToReopen) continue;
            try
            {
                using var turn = await locks.Enter(paths.Name, ct);
                if (!IsClosed(paths) || !exports.Holds(paths.Name)) continue;
                await Reopen(paths, ct);
                toldOf.TryRemove(paths.Name, out _);
            }
            catch (Exception problem) when (problem is StoppedException or IOException or UnauthorizedAccessException)
            {
                if (toldOf.TryAdd(paths.Name, true)) settings.Log.Warn($"{paths.Image} cannot be mounted anew and is not served: {problem.Message}");
            }
        }
    }

    /// <summary>Ganesha lets go of what it shows of a share before the share is mounted anew.</summary>
    async Task Reopen(SharePaths paths, CancellationToken ct)
    {
        Must(await Served(() => exports.Pause(paths.Name, ct), ct));
        await MountAnew(paths, ct);
        try
        {
            await FillImage(paths, ct);
        }
        finally
        {
            Must(await Served(() => exports.Resume(paths.Name, ct), ct));
        }
        settings.Log.Say($"{paths.Image} had been closed by the kernel after an error of its disk, as in a full pool; it is served again.");
    }

    bool IsClosed(SharePaths paths) => !IsMounted(paths.Name) && kernel.Look(paths.Image) is not null;
}
