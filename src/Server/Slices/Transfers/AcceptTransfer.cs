using Abaca.Server.AccessRules;
using Abaca.Server.Locks;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Transfers;

/// <summary>POST /share-transfers/{id}/accept: who has the key gets the share with its snapshots, and pays for them from now on.</summary>
public sealed class AcceptTransfer(ShareTransferStore transfers, NewOwner owner, ClearedRules rules, ShareStore shares, Db db, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("accept");
        var (key, clear) = (asked.Required("auth_key"), asked.Flag("clear_access_rules") ?? false);
        var transfer = await Open(transfers.Now, call["id"], key, call.Aborted);
        // Rules go while the share is still the donor's: a backend may know them by its project.
        if (clear && await shares.Find(transfer.ShareId, call.Aborted) is { } share) await rules.Clear(share, call.Caller.RequestId, call.Aborted);
        await db.Transaction(async tx =>
        {
            await Open(tx, call["id"], key, call.Aborted);
            await owner.Take(tx, transfer.ShareId, call.Caller, call.Aborted);
            await transfers.Remove(tx, transfer.Id, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    // Who has no key learns nothing: neither whether there is such a transfer, nor of which share.
    async Task<ShareTransfer> Open(IQueries at, string id, string key, CancellationToken ct) =>
        await transfers.Find(at, id, ct) is { } transfer && transfer.ExpiresAt > clock.GetUtcNow() && TransferKey.Fits(transfer, key)
            ? transfer
            : throw Refusals.Bad($"There is no transfer {id} with this auth_key, or its time is over.");
}

/// <summary>Makes a share with its snapshots another project's.</summary>
public sealed class NewOwner(
    ShareStore shares, SnapshotStore snapshots, OfferedShares offered, AccessRuleStore rules, ResourceLockStore locks, ShareTypeStore types, QuotaLedger quotas)
{
    /// <summary>Does it, in the caller's transaction: rows, quotas of both, and the status of what was offered.</summary>
    /// <exception cref="ApiRefusal">400: it is not offered, or not for this project as it is; 413: over quota.</exception>
    public async Task Take(Tx tx, ShareId id, Caller to, CancellationToken ct)
    {
        var share = await shares.Find(tx, id, ct) ?? throw Refusals.Bad($"Share {id} is gone.");
        var own = await offered.Snapshots(tx, share, ct);
        await Check(tx, share, own, to, ct);
        await Charge(tx, ShareSubjects.CostOf(share), ShareSubjects.CostOf(share with { ProjectId = to.ProjectId, UserId = to.UserId }), ct);
        await shares.GiveTo(tx, share, to.ProjectId, to.UserId, ct);
        foreach (var snapshot in own)
        {
            var theirs = snapshot with { ProjectId = to.ProjectId, UserId = to.UserId };
            await Charge(tx, SnapshotSubjects.CostOf(snapshot, share), SnapshotSubjects.CostOf(theirs, share), ct);
            await snapshots.GiveTo(tx, snapshot, to.ProjectId, to.UserId, ct);
        }
        // Locks are of who made them, and he has nothing to say about the share any more.
        await locks.Forget(tx, id.Text, ct);
        await offered.Return(tx, id, ct);
    }

    async Task Check(Tx tx, Share share, List<Snapshot> own, Caller to, CancellationToken ct)
    {
        if (share.Status != ShareStatus.AwaitingTransfer) throw Refusals.Bad($"Invalid share: share {share.Id} is {share.Status}; it must be {ShareStatus.AwaitingTransfer}.");
        if (own.Find(s => s.Status != SnapshotStatus.AwaitingTransfer) is { } busy)
            throw Refusals.Bad($"Invalid snapshot: snapshot {busy.Id} is {busy.Status}; it must be {SnapshotStatus.AwaitingTransfer}.");
        if (share.TypeId is { } type && await types.Named(type, to.ProjectId, to.IsAdmin, ct) is null)
            throw Refusals.Bad($"Shares of type {share.TypeName} are not for project {to.ProjectId}; an administrator can give it access to the type.");
        if ((await rules.Of(tx, share.Id, ct)).Count > 0 && await PoolLedger.RulesBelongToProjects(tx, share.ServiceHost, ct))
            throw Refusals.Bad($"Share {share.Id} has access rules that bear its project on the storage; accept it with clear_access_rules.");
    }

    // Given back first: who takes his own share back needs no room for it twice.
    async Task Charge(Tx tx, QuotaClaim donor, QuotaClaim receiver, CancellationToken ct)
    {
        await quotas.Take(tx, donor.Negated, ct);
        await quotas.Take(tx, receiver, ct);
    }
}
