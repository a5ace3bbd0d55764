using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// A pool in a loop file that the kernel has closed, as it does when the disk below is full or fails. It is mounted anew when that can be: a file
/// system that was closed after an error cannot be remounted. All shares are images on it, so they go first and come back after it.
/// </summary>
sealed partial class LocalDriver
{
    /// <summary>What was last said of a pool that cannot be opened again.</summary>
    string? toldOfPool;

    async Task ReopenPool(CancellationToken ct)
    {
        if (!pool.IsLoop || !pool.IsMounted() || kernel.At(pool.Root) is not { IsClosed: true } || IdentityOfPool() != opened || !pool.HasRoomBelow) return;
        try
        {
            await Parallel.ForEachAsync(exports.Names().Select(PathsOf), new ParallelOptions { MaxDegreeOfParallelism = MountsAtOnce, CancellationToken = ct }, LetGo);
            await pool.MountAnew(ct);
            toldOfPool = null;
            settings.Log.Say("The kernel had closed the pool after an error of the disk below it, as when that is full; it is mounted anew and takes writes again.");
        }
        catch (Exception problem) when (problem is StoppedException or IOException or UnauthorizedAccessException)
        {
            if (toldOfPool != problem.Message) settings.Log.Warn($"The kernel closed the pool after an error of the disk below it, and it cannot be mounted anew yet: {problem.Message}");
            toldOfPool = problem.Message;
        }
    }

    /// <summary>Takes a share from Ganesha and unmounts it. It stays in the table, and is mounted anew when the pool is there.</summary>
    async ValueTask LetGo(SharePaths paths, CancellationToken ct)
    {
        using var turn = await locks.Enter(paths.Name, ct);
        if (!exports.Holds(paths.Name)) return;
        Must(await Served(() => exports.Pause(paths.Name, ct), ct));
        await Unmount(paths, detach: false, ct);
    }
}
