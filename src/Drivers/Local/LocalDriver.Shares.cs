using System.Net.Sockets;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class LocalDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            await MakeImage(paths, share, pool.Template, ImageSize.Of(share.SizeGib), ct);
            return Created(paths);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) =>
        CannotExist(share) ? Task.FromResult<DriverResult>(new DriverResult.Done()) : OnShare(share, async paths =>
        {
            if (kernel.Look(paths.Image) is not null) _ = Owned(paths, share);
            Must(await Served(() => exports.Forget(paths.Name, ct), ct));
            await Unmount(paths, detach: true, ct);
            Must(await kernel.Remove(paths.Making, ct), "deleting the share");
            Must(await kernel.Remove(paths.Box, ct), "deleting the share");
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            _ = Owned(paths, share);
            if (MarkOf(paths.Image) is null) Must(await kernel.Mark(paths.Image, OwnerMark, settings.Marks.Of(share).ToText(), ct), "marking the share");
            await KeepSize(paths, share.SizeGib, ct);
            await Apply(paths, GaneshaClients.Wanted(whole, NfsSquashWords.Of(share)).Clients, ct);
            return Created(paths);
        }, ct);

    /// <summary>A share of the source's content, made under another name first, so that a file that bears the name is whole.</summary>
    async Task MakeImage(SharePaths paths, ShareSpec share, string source, long length, CancellationToken ct)
    {
        if (kernel.Look(paths.Image) is null)
        {
            pool.MustHold(share.SizeGib);
            await pool.MakeRoom(length, ct);
            var traits = new ImageTraits(length, Guid.NewGuid(), new Dictionary<string, string> { [OwnerMark] = settings.Marks.Of(share).ToText() });
            Must(await kernel.Copy(source, paths.Making, traits, ct), "making the share");
            Must(await kernel.Move(paths.Making, paths.Box, ct), "making the share");
        }
        else if (Owned(paths, share).Length != length)
        {
            await SetSize(paths, length, ct);
        }
    }

    /// <summary>The size is what the service says. One that holds more than that is served nevertheless.</summary>
    async Task KeepSize(SharePaths paths, int sizeGib, CancellationToken ct)
    {
        if (Existing(paths).Length == ImageSize.Of(sizeGib)) return;
        try
        {
            await SetSize(paths, ImageSize.Of(sizeGib), ct);
        }
        catch (StoppedException stopped) when (stopped.End is DriverResult.Refused)
        {
            settings.Log.Warn($"{paths.Image} is larger than {sizeGib} GiB and cannot be made smaller: {stopped.Message}");
        }
    }

    CreatedShare Created(SharePaths paths)
    {
        var address = options.ExportAddress.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.ExportAddress}]" : $"{options.ExportAddress}";
        var metadata = new Dictionary<string, string>();
        if (port != NfsPorts.Standard) metadata["__mount_options"] = $"port={port}";
        var location = new ExportLocation($"{address}:{ExportTable.PseudoOf(paths.Name)}", true, false, metadata);
        return new CreatedShare([location], new Dictionary<string, string>()) { Identity = IdentityOf(Existing(paths)) };
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
            return new DriverResult.Unclear(problem.Message);
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
        new(file, pool.BoxOf(file), Path.Combine(pool.Making, file + ImagePool.Suffix), Path.Combine(Mounts, file));

    static string FileName(string name) => BackendName.ToFile(name)
        ?? throw StoppedException.Refused(MessageDetail.Unknown, $"The backend name \"{name}\" is empty or too long for a file name.");

    /// <summary>The share's image as it is now.</summary>
    ImageFacts Existing(SharePaths paths) => kernel.Look(paths.Image) ?? throw Gone(paths);

    static void Must(DriverResult step)
    {
        if (step is not DriverResult.Done) throw new StoppedException(step);
    }

    /// <summary>The one place where the kernel's error numbers become ours.</summary>
    static void Must(int errno, string what)
    {
        if (errno == 0) return;
        throw errno is Errno.NoSpace or Errno.OverQuota
            ? StoppedException.Refused(MessageDetail.NoValidHost, $"The pool is full ({what}).")
            : Errno.Unclear(what, errno);
    }

    static StoppedException Gone(SharePaths paths) =>
        StoppedException.Refused(MessageDetail.Unknown, $"{paths.Image} is gone: the share was removed behind Abaca's back.");
}
