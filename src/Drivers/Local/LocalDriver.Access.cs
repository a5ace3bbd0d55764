using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Letting clients in. A share that nobody may reach is neither exported nor mounted, so nobody sees it either.</summary>
sealed partial class LocalDriver
{
    static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan UnmountPatience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            _ = Owned(paths, share);
            var wanted = GaneshaClients.Wanted(whole, NfsSquashWords.Of(share));
            await Apply(paths, wanted.Clients, ct);
            return wanted.Outcomes;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<AppliedRule>>(share, async paths =>
        {
            var clients = await exports.Read(paths.Name, ct) switch
            {
                DriverResult<IReadOnlyList<ExportClient>>.Done shown => shown.Value,
                DriverResult<IReadOnlyList<ExportClient>>.Unclear maybe => throw new StoppedException(new DriverResult.Unclear(maybe.Why)),
                _ => [],
            };
            return [.. clients.Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        }, ct);

    async Task Apply(SharePaths paths, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        if (clients.Count == 0)
        {
            Must(await Served(() => exports.Withdraw(paths.Name, ct), ct));
            // Nobody reaches it any more; that somebody on this machine looks into it changes nothing about that.
            if (await TryToUnmount(paths, ct) is var failed and not Errno.Busy) Must(failed, "unmounting the share");
            return;
        }
        await PutOnMount(paths, ct);
        Must(await Served(() => exports.Set(paths.Name, paths.Mount, clients, ct), ct));
    }

    /// <summary>A call to Ganesha; when it gets no answer because Ganesha died, Ganesha is revived and asked once more.</summary>
    async Task<DriverResult> Served(Func<Task<DriverResult>> call, CancellationToken ct)
    {
        var first = await call();
        if (first is not DriverResult.Unclear || server is null || server.IsAlive) return first;
        return await server.Revive(ct) ? await call() : first;
    }

    /// <summary>An export whose mount had vanished is taken down first: it would show what lies under the mount point.</summary>
    async Task PutOnMount(SharePaths paths, CancellationToken ct)
    {
        if (!IsMounted(paths.Name))
        {
            if (exports.Holds(paths.Name)) Must(await Served(() => exports.Pause(paths.Name, ct), ct));
            await MountAnew(paths, ct);
        }
        await FillImage(paths, ct);
    }

    /// <summary>Its size may have changed while it was not mounted, or a call that changed it was cut short.</summary>
    async Task FillImage(SharePaths paths, CancellationToken ct)
    {
        var length = Existing(paths).Length;
        if (kernel.At(paths.Mount)?.Bytes != length) Must(await kernel.Resize(paths.Image, paths.Mount, length, ct), "setting the share's size");
    }

    async Task MountAnew(SharePaths paths, CancellationToken ct)
    {
        await Unmount(paths, detach: false, ct);
        Directory.CreateDirectory(paths.Mount);
        Must(await kernel.Mount(paths.Image, paths.Mount, ImageMount.Share, ct), "mounting the share");
        if (!IsMounted(paths.Name)) throw StoppedException.Unclear(WhyNotMounted(paths));
    }

    /// <summary>
    /// The kernel mounts a second file system of one identity under another identity. The first is then still in use somewhere, such as in the
    /// mount namespace of a program that was started while the share was mounted.
    /// </summary>
    string WhyNotMounted(SharePaths paths) => kernel.At(paths.Mount) switch
    {
        null => $"{paths.Image} was mounted, and no file system can be seen at {paths.Mount}.",
        { Writable: false } => $"{paths.Image} was mounted and takes no writes: the kernel found a fault in it, or the pool is full (dmesg says which).",
        _ => $"{paths.Image} cannot be served yet: what was mounted of it before is still in use, perhaps by a program in another mount namespace (lsns --type mnt).",
    };

    /// <summary>Ends the mount and its directory.</summary>
    /// <param name="paths">The share.</param>
    /// <param name="detach">When it stays in use, whoever uses it may finish; else that is unclear.</param>
    /// <param name="ct">Gives up.</param>
    async Task Unmount(SharePaths paths, bool detach, CancellationToken ct)
    {
        var failed = await TryToUnmount(paths, ct);
        if (failed == Errno.Busy && detach)
        {
            failed = await kernel.Unmount(paths.Mount, paths.Image, detach: true, ct);
            if (failed == 0) failed = await RemoveMountPoint(paths, ct);
        }
        Must(failed, "unmounting the share");
    }

    /// <summary>As above, for a moment: Ganesha closes what it holds some time after it has taken an export away.</summary>
    async Task<int> TryToUnmount(SharePaths paths, CancellationToken ct)
    {
        if (!Directory.Exists(paths.Mount)) return 0;
        var (since, pause) = (settings.Clock.GetTimestamp(), FirstLook);
        int failed;
        while ((failed = await kernel.Unmount(paths.Mount, paths.Image, detach: false, ct)) == Errno.Busy
            && settings.Clock.GetElapsedTime(since) < UnmountPatience)
        {
            await Task.Delay(pause, settings.Clock, ct);
            pause *= 2;
        }
        return failed == 0 ? await RemoveMountPoint(paths, ct) : failed;
    }

    /// <summary>With the directory go the copies of the mount that other namespaces have; only then can the device end.</summary>
    async Task<int> RemoveMountPoint(SharePaths paths, CancellationToken ct)
    {
        // Not recursive: should something still be mounted, nothing of it is lost.
        Directory.Delete(paths.Mount);
        return await kernel.Unmount(paths.Mount, paths.Image, detach: false, ct);
    }

    /// <summary>The share's own file system is what is seen at its mount point, and takes writes.</summary>
    bool IsMounted(string name)
    {
        var paths = PathsOf(name);
        return kernel.At(paths.Mount) is { IsTop: true, Writable: true } seen && kernel.Look(paths.Image)?.Uuid == seen.Uuid;
    }

    /// <summary>At start, before Ganesha: everything that it will export.</summary>
    async Task MountExports(CancellationToken ct)
    {
        Directory.CreateDirectory(Mounts);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Mounts, ImagePool.Closed);
        await Parallel.ForEachAsync(exports.Names().Select(PathsOf), new ParallelOptions { MaxDegreeOfParallelism = MountsAtOnce, CancellationToken = ct }, MountExport);
    }

    async ValueTask MountExport(SharePaths paths, CancellationToken ct)
    {
        if (IsMounted(paths.Name)) return;
        try
        {
            _ = Existing(paths);
            await MountAnew(paths, ct);
            await FillImage(paths, ct);
        }
        catch (Exception problem) when (problem is StoppedException or IOException or UnauthorizedAccessException)
        {
            settings.Log.Warn($"{paths.Image} cannot be mounted and is not served: {problem.Message}");
        }
    }
}
