using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Letting clients in. A share that nobody may reach is not exported at all, so nobody sees it either.</summary>
sealed partial class LocalDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            if (Find(paths.Subvolume) is null) throw Gone(paths);
            var wanted = GaneshaClients.Wanted(whole);
            await Apply(paths, wanted.Clients, ct);
            return wanted.Outcomes;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<AppliedRule>>(share, async paths =>
        {
            var clients = await book.Read(paths.Name, ct) switch
            {
                DriverResult<IReadOnlyList<ExportClient>>.Succeeded shown => shown.Value,
                DriverResult<IReadOnlyList<ExportClient>>.Uncertain maybe => throw new StoppedException(DriverResult.Unclear(maybe.Why)),
                _ => [],
            };
            return [.. clients.Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        }, ct);

    async Task Apply(SharePaths paths, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        if (clients.Count == 0)
        {
            Must(await Served(() => book.Withdraw(paths.Name, ct), ct));
            await TakeFromMount(paths, ct);
            return;
        }
        await PutOnMount(paths, ct);
        Must(await Served(() => book.Set(paths.Name, paths.Mount, clients, ct), ct));
    }

    /// <summary>A call to Ganesha; when it gets no answer because Ganesha died, Ganesha is revived and asked once more.</summary>
    async Task<DriverResult> Served(Func<Task<DriverResult>> call, CancellationToken ct)
    {
        var first = await call();
        if (first is not DriverResult.Uncertain || server is null || server.IsAlive) return first;
        return await server.Revive(ct) ? await call() : first;
    }

    /// <summary>An export whose mount had vanished is taken down first: it would show what lies under the mount point.</summary>
    async Task PutOnMount(SharePaths paths, CancellationToken ct)
    {
        if (IsMounted(paths.Name)) return;
        if (book.Holds(paths.Name)) Must(await Served(() => book.Pause(paths.Name, ct), ct));
        Must(await btrfs.Unmount(paths.Mount, ct), "unmounting the share");
        Directory.CreateDirectory(paths.Mount);
        Must(await btrfs.Bind(paths.Subvolume, paths.Mount, ct), "mounting the share");
    }

    async Task TakeFromMount(SharePaths paths, CancellationToken ct)
    {
        if (!Directory.Exists(paths.Mount)) return;
        Must(await btrfs.Unmount(paths.Mount, ct), "unmounting the share");
        // Not recursive: should something still be mounted, nothing of it is lost.
        Directory.Delete(paths.Mount);
    }

    /// <summary>The share's own subvolume is what is seen at its mount point.</summary>
    bool IsMounted(string name)
    {
        var paths = PathsOf(name);
        return Find(paths.Subvolume) is { } id && btrfs.SubvolumeAt(paths.Mount) == id;
    }

    /// <summary>At start, before Ganesha: everything that it will export.</summary>
    async Task MountExports(CancellationToken ct)
    {
        Directory.CreateDirectory(Mounts);
        foreach (var paths in book.Names().Select(PathsOf))
        {
            if (IsMounted(paths.Name)) continue;
            await btrfs.Unmount(paths.Mount, ct);
            Directory.CreateDirectory(paths.Mount);
            var failed = Find(paths.Subvolume) is null ? Errno.NotThere : await btrfs.Bind(paths.Subvolume, paths.Mount, ct);
            if (failed != 0) settings.Log.Warn($"{paths.Subvolume} cannot be mounted and is not served (error {failed}).");
        }
    }
}
