using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Which pool it is. A loop file is known by the file system in it, also while that is not mounted.</summary>
sealed partial class LocalDriver : IPoolIdentity
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default)
    {
        try
        {
            return Task.FromResult<DriverResult<IReadOnlyList<PoolSight>>>((List<PoolSight>)[pool.IsLoop ? LoopSight() : DirectorySight()]);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<DriverResult<IReadOnlyList<PoolSight>>>(new DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, $"The pool cannot be looked at: {unread.Message}")));
        }
    }

    /// <inheritdoc/>
    public async Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default)
    {
        if (pool.IsLoop) return new DriverResult.Done();
        try
        {
            Must(await new PoolMark(PoolMark.Read(pool.Root)?.Pool ?? Guid.NewGuid().ToString(), deployment).Write(pool.Root, kernel, ct), "marking the pool");
            return new DriverResult.Done();
        }
        catch (StoppedException stopped)
        {
            return stopped.End;
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            return new DriverResult.Unclear($"The pool cannot be marked: {unwritten.Message}");
        }
    }

    /// <summary>What the pool is opened from is there no more, or takes no writes; null when all is well.</summary>
    string? PoolTrouble()
    {
        if (kernel.At(pool.Root) is not { } seen || !pool.IsMounted()) return $"The pool is not at {pool.Root} any more: it was unmounted, or its disk is gone. Mount it again.";
        if (IdentityOfPool() is var now && opened is not null && now != opened) return $"What is at {pool.Root} is not the pool that this backend was started with. Mount that again, or restart the service.";
        return seen.Writable ? null : $"The pool at {pool.Root} is read-only: {pool.WhyReadOnly(seen)} Nothing is made on it until it can be written again; then it is used without a restart.";
    }

    /// <summary>A given directory may be marked later than it is opened.</summary>
    string? IdentityOfPool() => pool.IsLoop ? kernel.Look(pool.LoopFile)?.Uuid.ToString() : kernel.At(pool.Root)?.Uuid.ToString();

    PoolSight LoopSight()
    {
        var uuid = kernel.Look(pool.LoopFile)?.Uuid;
        return new PoolSight(settings.Section, pool.LoopFile, uuid is null ? null : $"btrfs {uuid}") { Instances = File.Exists(pool.LoopFile) ? null : new HashSet<string>() };
    }

    PoolSight DirectorySight()
    {
        if (PoolMark.Read(pool.Root) is { } mark) return new PoolSight(settings.Section, pool.Root, mark.Pool) { Deployment = mark.Deployment };
        var (ids, owners) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in Directory.Exists(pool.Root) ? Directory.EnumerateDirectories(pool.Root).Where(path => Path.GetFileName(path)[0] != '.') : [])
        {
            var file = Path.GetFileName(path);
            if (BackendName.InstanceIn(BackendName.FromFile(file.EndsWith(ImagePool.Suffix, StringComparison.Ordinal) ? file[..^ImagePool.Suffix.Length] : file)) is { } named) ids.Add(named);
            if (MarkOf(ImagePool.ImageIn(path)) is not { } owner) continue;
            ids.Add(owner.InstanceId);
            owners.Add(owner.Deployment);
        }
        // All of it is somebody else's: the pool of another database, from before pools were marked.
        return new PoolSight(settings.Section, pool.Root, null) { Instances = ids, Deployment = owners.Count > 0 && !owners.Contains(settings.Deployment) ? owners.Order(StringComparer.Ordinal).First() : null };
    }
}
