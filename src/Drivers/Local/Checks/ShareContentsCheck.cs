using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What the pool holds against the shares of the database.</summary>
sealed class ShareContentsCheck(LocalPlace place, IKernel kernel) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "contents";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) =>
        Task.FromResult(shares is null || !place.IsOpen(kernel) ? [] : ContentsFindings.Of(place.Pool, "images of shares", shares, [.. There()]));

    // What goes by no name of ours is none of ours: a pool may be a directory that holds other things, too.
    IEnumerable<BackendObject> There() => ImagePool.Boxes(place.Pool).Select(BackendName.FromFile)
        .Select(name => new BackendObject("share", name, BackendName.InstanceIn(name)))
        .Where(found => found.InstanceId is not null);
}
