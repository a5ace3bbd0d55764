using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>A snapshot that a request for a share names.</summary>
/// <param name="Parent">The share it was taken of.</param>
/// <param name="SizeGib">Least size of a share from it.</param>
public sealed record NamedSnapshot(ShareId Parent, int SizeGib);

/// <summary>A snapshot that a share is filled from.</summary>
/// <param name="Parent">The share it was taken of.</param>
/// <param name="Spec">The snapshot as its driver sees it.</param>
public sealed record SourceSnapshot(ShareId Parent, Func<Share, CancellationToken, Task<SnapshotSpec>> Spec);

/// <summary>
/// What a new share is made from or into: snapshots, groups. The slice that owns them registers it, so that shares name none of them.
/// Each member does nothing unless the owner says otherwise.
/// </summary>
public interface IShareSource
{
    /// <summary>The snapshot that a request names, or null when it is not known here.</summary>
    /// <exception cref="ApiRefusal">400 or 404: it is not for this caller, or not ready.</exception>
    Task<NamedSnapshot?> Named(Call call, string snapshotId) => Task.FromResult<NamedSnapshot?>(null);

    /// <summary>Refuses a share that does not fit into the group that its request names.</summary>
    /// <exception cref="ApiRefusal">400 or 404.</exception>
    Task CheckGroup(Call call, string groupId, ShareType? type, string? zone) => Task.CompletedTask;

    /// <summary>Checks once more, in the transaction that makes the share: what it is made from or into may have begun to go.</summary>
    /// <exception cref="ApiRefusal">400 or 404.</exception>
    Task Check(Tx tx, Share planned, CancellationToken ct) => Task.CompletedTask;

    /// <summary>The pool that the share has to lie in, or null.</summary>
    Task<string?> RequiredHost(Tx tx, Share share, CancellationToken ct) => Task.FromResult<string?>(null);

    /// <summary>The snapshot that the share is filled from, or null.</summary>
    Task<SourceSnapshot?> Of(Share share, CancellationToken ct) => Task.FromResult<SourceSnapshot?>(null);
}

/// <summary>All that shares are made from or into, in the order of registration.</summary>
public sealed class ShareSources(IEnumerable<IShareSource> all)
{
    readonly IReadOnlyList<IShareSource> all = [.. all];

    /// <summary>See <see cref="IShareSource.Named"/>.</summary>
    public async Task<NamedSnapshot> Named(Call call, string snapshotId) =>
        await First(s => s.Named(call, snapshotId)) ?? throw Refusals.NotFound("Snapshot", snapshotId);

    /// <summary>See <see cref="IShareSource.CheckGroup"/>.</summary>
    public async Task CheckGroup(Call call, string groupId, ShareType? type, string? zone)
    {
        foreach (var one in all) await one.CheckGroup(call, groupId, type, zone);
    }

    /// <summary>See <see cref="IShareSource.Check"/>.</summary>
    public async Task Check(Tx tx, Share planned, CancellationToken ct)
    {
        foreach (var one in all) await one.Check(tx, planned, ct);
    }

    /// <summary>See <see cref="IShareSource.RequiredHost"/>.</summary>
    public Task<string?> RequiredHost(Tx tx, Share share, CancellationToken ct) => First(s => s.RequiredHost(tx, share, ct));

    /// <summary>See <see cref="IShareSource.Of"/>.</summary>
    public Task<SourceSnapshot?> Of(Share share, CancellationToken ct) => First(s => s.Of(share, ct));

    async Task<T?> First<T>(Func<IShareSource, Task<T?>> ask) where T : class
    {
        foreach (var one in all)
        {
            if (await ask(one) is { } found) return found;
        }
        return null;
    }
}
