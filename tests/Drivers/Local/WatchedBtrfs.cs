using Abaca.Drivers.Local;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Local;

/// <summary>The kernel behind a line that a test can cut; counts what acts.</summary>
sealed class WatchedBtrfs(IBtrfs kernel, CommandFaultLine line, Action changed) : IBtrfs
{
    public Task<int> CreateSubvolume(string path, CancellationToken ct = default) => Act(() => kernel.CreateSubvolume(path, ct));

    public Task<int> Snapshot(string source, string target, bool readOnly, CancellationToken ct = default) =>
        Act(() => kernel.Snapshot(source, target, readOnly, ct));

    public Task<int> Destroy(string path, CancellationToken ct = default) => Act(() => kernel.Destroy(path, ct));

    public Task<int> Exchange(string one, string other, CancellationToken ct = default) => Act(() => kernel.Exchange(one, other, ct));

    public Task<int> Limit(string pool, ulong subvolume, long? bytes, CancellationToken ct = default) => Act(() => kernel.Limit(pool, subvolume, bytes, ct));

    public Task<int> Commit(string pool, CancellationToken ct = default) => Act(() => kernel.Commit(pool, ct));

    public Task<int> Bind(string source, string target, CancellationToken ct = default) => Act(() => kernel.Bind(source, target, ct));

    public Task<int> Unmount(string target, CancellationToken ct = default) => Act(() => kernel.Unmount(target, ct));

    public Task<int> MountPool(string device, string target, CancellationToken ct = default) => Act(() => kernel.MountPool(device, target, ct));

    public ulong? SubvolumeAt(string path) => kernel.SubvolumeAt(path);

    public IReadOnlyDictionary<ulong, QuotaGroup>? Quotas(string pool) => kernel.Quotas(pool);

    public QuotaGroup? Quota(string pool, ulong subvolume) => kernel.Quota(pool, subvolume);

    Task<int> Act(Func<Task<int>> call)
    {
        changed();
        return line.Talk(call);
    }
}
