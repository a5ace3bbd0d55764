namespace Abaca.Drivers.Local;

/// <summary>
/// Shares that the kernel has closed: a file system whose disk fails takes no more writes, and the disk of an image fails when the pool, or the
/// disk below it, is full. Mounted anew when there is room, it is whole up to its last commit.
/// </summary>
sealed partial class LocalDriver
{
    /// <summary>With less room it would only be closed again.</summary>
    const long RoomToReopen = Gib / 4;

    async Task ReopenClosed(CancellationToken ct)
    {
        foreach (var paths in book.Names().Select(PathsOf))
        {
            if (!IsClosed(paths) || pool.Measure().Free < RoomToReopen) continue;
            using var turn = await locks.Enter(paths.Name, ct);
            if (!IsClosed(paths) || !book.Holds(paths.Name)) continue;
            settings.Log.Warn($"{paths.Image} was closed by the kernel after an error of its disk, as in a full pool; it is mounted anew.");
            Must(await Served(() => book.Pause(paths.Name, ct), ct));
            await MountAnew(paths, ct);
            await FillImage(paths, ct);
            Must(await Served(() => book.Resume(paths.Name, ct), ct));
        }
    }

    bool IsClosed(SharePaths paths) =>
        kernel.At(paths.Mount) is { IsTop: true, Writable: false } seen && seen.Uuid == kernel.Look(paths.Image)?.Uuid;
}
