using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What the pool holds against the shares of the database.</summary>
sealed class ShareContentsCheck(LocalPlace place, IBtrfs btrfs) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "contents";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) =>
        Task.FromResult(shares is null || !IsOpen ? [] : ContentsFindings.Of(place.Pool, "contents of shares", shares, [.. There()]));

    bool IsOpen => btrfs.SubvolumeAt(place.Pool) is { } id && (place.LoopFile is null || btrfs.SubvolumeAt(place.State) != id);

    // What goes by no name of ours is none of ours: a pool may be a directory that holds other things, too.
    IEnumerable<BackendObject> There() => Directory.EnumerateDirectories(place.Pool)
        .Select(path => BackendName.FromFile(Path.GetFileName(path)!))
        .Select(name => new BackendObject("share", name, BackendName.InstanceIn(name)))
        .Where(found => found.InstanceId is not null);
}
