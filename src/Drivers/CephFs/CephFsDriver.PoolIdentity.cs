using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Which file system it is: by the cluster's own id and the file system's number, so that one that was made anew under the same name is told from it.</summary>
sealed partial class CephFsDriver : IPoolIdentity
{
    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default) => await StoppedException.Caught<IReadOnlyList<PoolSight>>(async () =>
        [new PoolSight(PoolName, $"file system {await subvolumes.FileSystem(ct)}", await subvolumes.StorageNow(ct))]);

    /// <inheritdoc/>
    /// <remarks>File systems have these numbers from the beginning, and several deployments may use one.</remarks>
    public Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default) => Task.FromResult<DriverResult>(new DriverResult.Done());
}
