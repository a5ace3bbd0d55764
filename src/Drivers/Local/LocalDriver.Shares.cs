using System.Net.Sockets;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class LocalDriver
{
    const UnixFileMode OpenToAll = (UnixFileMode)0x1ff;

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            if (Find(paths.Subvolume) is null)
            {
                pool.MustHold(share.SizeGib * Gib);
                await pool.MakeRoom(share.SizeGib * Gib, ct);
                Must(await btrfs.CreateSubvolume(paths.Subvolume, ct), "making the share", Errno.Exists);
            }
            var id = Find(paths.Subvolume) ?? throw Gone(paths);
            // No limit yet: nobody was let in yet either. Later, the mode is the owner's business.
            if (btrfs.Quota(pool.Root, id)?.LimitBytes is null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(paths.Subvolume, OpenToAll);
            await Limit(id, share.SizeGib, ct);
            await Durable();
            return Created(paths);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) =>
        CannotExist(share) ? Task.FromResult(DriverResult.Done) : OnShare(share, async paths =>
        {
            Must(await Served(() => book.Forget(paths.Name, ct), ct));
            await TakeFromMount(paths, ct);
            await Destroy(paths.Reverting, ct);
            await Destroy(paths.Subvolume, ct);
            if (File.Exists(MarkOf(paths))) File.Delete(MarkOf(paths));
            await Durable();
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            var id = Find(paths.Subvolume) ?? throw Gone(paths);
            if (btrfs.Quota(pool.Root, id)?.LimitBytes != share.SizeGib * Gib) await Limit(id, share.SizeGib, ct);
            await Apply(paths, GaneshaClients.Wanted(whole).Clients, ct);
            return Created(paths);
        }, ct);

    CreatedShare Created(SharePaths paths)
    {
        var address = options.ExportAddress.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.ExportAddress}]" : $"{options.ExportAddress}";
        var metadata = new Dictionary<string, string>();
        if (port != NfsPorts.Standard) metadata["__mount_options"] = $"port={port}";
        var location = new ExportLocation($"{address}:{ExportBook.PseudoOf(paths.Name)}", true, false, metadata);
        return new CreatedShare([location], new Dictionary<string, string>());
    }

    /// <summary>Runs one call on one share: alone, with failures as results.</summary>
    async Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<SharePaths, Task<T>> work, CancellationToken ct)
    {
        if (!started) return NotStarted;
        try
        {
            var paths = PathsOf(share);
            using var turn = await locks.Enter(paths.Name, ct);
            return await work(paths);
        }
        catch (StoppedException stopped)
        {
            return stopped.End;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return DriverResult.Unclear(problem.Message);
        }
    }

    /// <inheritdoc cref="OnShare{T}"/>
    async Task<DriverResult> OnShare(ShareSpec share, Func<SharePaths, Task> work, CancellationToken ct) =>
        (await OnShare(share, async paths =>
        {
            await work(paths);
            return true;
        }, ct)).WithoutValue();

    /// <summary>A share that this backend would have refused to make.</summary>
    bool CannotExist(ShareSpec share) => share.Protocol != "NFS" || share.Pool != settings.Section || BackendName.ToFile(share.Name) is null;

    SharePaths PathsOf(ShareSpec share)
    {
        if (share.Protocol != "NFS") throw StoppedException.Refused(MessageDetail.NoValidHost, $"The Local backend serves NFS, not {share.Protocol}.");
        if (share.Pool != settings.Section) throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {share.Pool}; this backend's one pool is {settings.Section}.");
        return PathsOf(FileName(share.Name));
    }

    SharePaths PathsOf(string file) =>
        new(file, Path.Combine(pool.Root, file), Path.Combine(pool.Reverting, file), Path.Combine(Mounts, file));

    static string FileName(string name) => BackendName.ToFile(name)
        ?? throw StoppedException.Refused(MessageDetail.Unknown, $"The backend name \"{name}\" is empty or too long for a file name.");

    /// <summary>Id of the subvolume at the path; null when there is none.</summary>
    ulong? Find(string path) => btrfs.SubvolumeAt(path) is { } id && id != pool.RootId ? id : null;

    async Task Limit(ulong subvolume, int sizeGib, CancellationToken ct) =>
        Must(await btrfs.Limit(pool.Root, subvolume, sizeGib * Gib, ct), "setting the share's size");

    async Task Destroy(string subvolume, CancellationToken ct)
    {
        if (Find(subvolume) is not null) Must(await btrfs.Destroy(subvolume, ct), $"deleting {subvolume}", Errno.NotThere);
    }

    async Task Durable() => Must(await commits.Wait(), "writing to disk");

    static void Must(DriverResult step)
    {
        if (step is not DriverResult.Succeeded) throw new StoppedException(step);
    }

    /// <summary>The one place where the kernel's error numbers become ours.</summary>
    static void Must(int errno, string what, int fine = 0)
    {
        if (errno == 0 || errno == fine) return;
        throw errno is Errno.NoSpace or Errno.OverQuota
            ? StoppedException.Refused(MessageDetail.NoValidHost, $"The pool is full ({what}).")
            : Errno.Unclear(what, errno);
    }

    static StoppedException Gone(SharePaths paths) =>
        StoppedException.Refused(MessageDetail.Unknown, $"{paths.Subvolume} is gone: the share was removed behind Abaca's back.");
}
