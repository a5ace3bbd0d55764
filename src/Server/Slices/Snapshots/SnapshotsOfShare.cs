using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>What snapshots are to shares: a share stays while it has any, and a new one may be made from one.</summary>
public sealed class SnapshotsOfShare(SnapshotStore snapshots, Visible<Snapshot> visible, ShareSpecs specs) : IShareDependent, IShareSource
{
    /// <inheritdoc/>
    public async Task CheckLeaving(Tx tx, Share share, Leaving how, CancellationToken ct)
    {
        if (!await snapshots.Any(tx, share.Id, ct)) return;
        throw Refusals.NotAllowed($"Share {share.Id} has snapshots; {(how == Leaving.Unmanaged ? "unmanage or delete" : "delete")} them first.");
    }

    /// <inheritdoc/>
    public Task Abandon(Tx tx, Share share, string status, CancellationToken ct) => snapshots.Abandon(tx, share.Id, ct);

    /// <inheritdoc/>
    public async Task<NamedSnapshot?> Named(Call call, string snapshotId)
    {
        var snapshot = await visible.ToName(call, snapshotId);
        return snapshot.Status == SnapshotStatus.Available
            ? new NamedSnapshot(snapshot.ShareId, snapshot.Size)
            : throw Refusals.Bad($"Snapshot {snapshotId} is {snapshot.Status}; it must be available.");
    }

    /// <inheritdoc/>
    public async Task<SourceSnapshot?> Of(Share share, CancellationToken ct) =>
        share.SnapshotId is { } id && await snapshots.Find(id, ct) is { } snapshot
            ? new SourceSnapshot(snapshot.ShareId, (parent, token) => specs.Of(snapshot, parent, token))
            : null;
}

/// <summary>Snapshots as drivers see them.</summary>
public static class SnapshotSpecs
{
    /// <summary>A snapshot as its driver sees it.</summary>
    public static async Task<SnapshotSpec> Of(this ShareSpecs specs, Snapshot snapshot, Share share, CancellationToken ct) =>
        await specs.OfSnapshot(snapshot.InstanceId, snapshot.Id.Text, share, snapshot.Size, snapshot.Details, ct) with { ObjectIdentity = snapshot.ObjectIdentity };
}
