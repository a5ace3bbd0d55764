using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Transfers;

/// <summary>POST and DELETE of /share-transfers: a share is offered, and the offer taken back.</summary>
public sealed class ShareTransfers(
    Visible<ShareTransfer> visible, Visible<Share> visibleShares, ShareTransferStore transfers, OfferedShares offered, Db db, TransferSettings settings, TimeProvider clock)
{
    const int AtOnce = 100;

    /// <summary>POST. The share and its snapshots wait until somebody accepts them, or nobody has in time.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("transfer");
        var id = Fields.IdOf("share_id", asked.Required("share_id"));
        var name = asked.Text("name")?.Trim();
        var share = await visibleShares.Seen(call, id) ?? throw Refusals.BadField("share_id", $"share {id} could not be found.");
        call.MustOn(share.ProjectId, share.UserId);
        share.MustBeChangeable();
        var (key, salt, hash) = TransferKey.New();
        var now = clock.GetUtcNow();
        var transfer = new ShareTransfer
        {
            Id = ShareTransferId.New(), Name = name, ShareId = share.Id, SourceProjectId = share.ProjectId, UserId = call.Caller.UserId,
            Salt = salt, KeyHash = hash, CreatedAt = now, ExpiresAt = now + settings.Lifetime,
        };
        await db.Transaction(async tx =>
        {
            await offered.Offer(tx, share.Id, call.Aborted);
            await transfers.Insert(tx, transfer, call.Aborted);
        }, call.Aborted);
        return Reply.One(new NewTransferView(transfer, key), 202);
    }

    /// <summary>DELETE: the share stays where it is.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var transfer = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        if (!await TakeBack(transfer, call.Aborted)) throw Visible<ShareTransfer>.NotFound(call["id"]);
        return Reply.Empty(200);
    }

    /// <summary>Takes back what nobody accepted in time; to be called now and then.</summary>
    /// <returns>How many.</returns>
    public async Task<int> TakeBackExpired(CancellationToken ct = default)
    {
        var all = 0;
        while (await transfers.Expired(clock.GetUtcNow(), AtOnce, ct) is { Count: > 0 } expired)
        {
            foreach (var transfer in expired) await TakeBack(transfer, ct);
            all += expired.Count;
        }
        return all;
    }

    Task<bool> TakeBack(ShareTransfer transfer, CancellationToken ct) => db.Transaction(async tx =>
    {
        if (!await transfers.Remove(tx, transfer.Id, ct)) return false;
        await offered.Return(tx, transfer.ShareId, ct);
        return true;
    }, ct);
}

/// <summary>Shares and their snapshots on their way into and out of the state in which they are offered.</summary>
public sealed class OfferedShares(ShareStore shares, SnapshotStore snapshots, MovingSnapshots placed)
{
    /// <summary>Offers a share with its snapshots.</summary>
    /// <exception cref="ApiRefusal">400: it cannot be given away as it is.</exception>
    public async Task Offer(Tx tx, ShareId id, CancellationToken ct)
    {
        var share = await shares.Find(tx, id, ct) ?? throw Refusals.BadField("share_id", $"share {id} could not be found.");
        if (Hindrance(share) is { } why) throw Refusals.Bad($"Invalid share: share {id} {why}.");
        var own = await Snapshots(tx, share, ct);
        if (own.Find(s => s.Status != SnapshotStatus.Available) is { } busy) throw Refusals.Bad($"Invalid share: its snapshot {busy.Id} is {busy.Status}; it must be {SnapshotStatus.Available}.");
        await shares.Move(tx, id, ShareStatus.AwaitingTransfer, [ShareStatus.Available], null, ct);
        foreach (var snapshot in own) await snapshots.Move(tx, snapshot.Id, SnapshotStatus.AwaitingTransfer, [SnapshotStatus.Available], null, ct);
    }

    /// <summary>The share is not offered any more; what an operator has reset meanwhile stays as it is.</summary>
    public async Task Return(Tx tx, ShareId id, CancellationToken ct)
    {
        if (await shares.Find(tx, id, ct) is not { } share) return;
        if (share.Status == ShareStatus.AwaitingTransfer) await shares.Move(tx, id, ShareStatus.Available, [ShareStatus.AwaitingTransfer], null, ct);
        foreach (var snapshot in await Snapshots(tx, share, ct))
            await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Available, [SnapshotStatus.AwaitingTransfer], null, ct);
    }

    /// <summary>The snapshots of a share.</summary>
    public ValueTask<List<Snapshot>> Snapshots(Tx tx, Share share, CancellationToken ct) => placed.On(tx, share.InstanceId, ct);

    static string? Hindrance(Share share) => share switch
    {
        { Status: not ShareStatus.Available } => $"is {share.Status}; it must be {ShareStatus.Available}",
        { GroupId: not null } => "is in a share group",
        { HasReplicas: true } => "has replicas; delete them first",
        { NetworkId: not null } => "is on a share network, which is its project's",
        { MountPointName: { } name } when name.StartsWith(share.ProjectId, StringComparison.Ordinal) => "has a mount point that bears its project's name",
        _ when ShareTask.IsBusy(share) => $"is busy ({share.TaskState})",
        _ => null,
    };
}
