using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Which pools they are: by the numbers of the pool's root and of the dataset that holds the shares, which neither names nor machines change.</summary>
sealed partial class ZfsDriver : IPoolIdentity
{
    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default) => await StoppedException.Caught<IReadOnlyList<PoolSight>>(async () =>
    {
        // Before the start nobody has looked yet; what is missing is the start's to say.
        if (host.Missing.Count > 0) await host.FindTools(ct);
        if (host.Missing.Count > 0) throw StoppedException.Unclear($"{host} cannot be asked.");
        var seen = new List<PoolSight>();
        foreach (var entry in options.Pools)
        {
            var (pool, root) = (await datasets.Find(new Dataset(entry.Pool), ct, "guid"), await datasets.Find(new Dataset(entry.Root), ct, "guid"));
            seen.Add(new PoolSight(entry.Pool, entry.Root, pool is null || root is null ? null : $"zfs {pool.Guid}/{root.Guid}"));
        }
        return seen;
    });

    /// <inheritdoc/>
    /// <remarks>Pools have these numbers from the beginning, and several deployments may use one.</remarks>
    public Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default) => Task.FromResult<DriverResult>(new DriverResult.Done());
}
