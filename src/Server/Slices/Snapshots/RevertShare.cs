using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The action revert of a share: its content and size become those of its latest snapshot. <see cref="RevertShareFlow"/> does the work.</summary>
public sealed class RevertShare(
    Visible<Share> visible, Visible<Snapshot> visibleSnapshots, ShareStore shares, SnapshotStore snapshots, ShareGrowth growth, SnapshotWork work)
{
    const string Rule = "share:revert_to_snapshot";

    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var snapshotId = call.ActionBody().Required("snapshot_id");
        if (!Guid.TryParse(snapshotId, out _)) throw Refusals.BadField("snapshot_id", "it is not the id of a snapshot.");
        call.Caller.Must(Rule);
        var share = await visible.ToChange(call, call["id"], Rule);
        if (!share.Abilities.Reverts)
        {
            throw Refusals.Bad($"Share {share.Id} does not offer to be reverted (revert_to_snapshot_support).");
        }
        var snapshot = await visibleSnapshots.Seen(call, snapshotId) ?? throw NoSuch(snapshotId);
        await work.Db.Transaction(tx => Begin(tx, call, share.Id, snapshot.Id), call.Aborted);
        return Reply.Accepted;
    }

    static ApiRefusal NoSuch(string snapshotId) => Refusals.Bad($"Snapshot {snapshotId} could not be found.");

    async Task Begin(Tx tx, Call call, ShareId id, SnapshotId snapshotId)
    {
        var share = await shares.Find(tx, id, call.Aborted) ?? throw Refusals.NotFound("Share", id.Text);
        var snapshot = await snapshots.Find(tx, snapshotId, call.Aborted) ?? throw NoSuch(snapshotId.Text);
        await Check(tx, share, snapshot, call);
        var state = new RevertShareState(share.Id.Text, snapshot.Id.Text, Guid.NewGuid().ToString(), share.Size, snapshot.Size);
        if (state.NewSizeGib > state.OldSizeGib) await Charge(tx, share, state, call);
        await shares.Move(tx, share.Id, ShareStatus.Reverting, [ShareStatus.Available], null, call.Aborted);
        await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Restoring, [SnapshotStatus.Available], null, call.Aborted);
        await work.Operations.Start(tx, state, ShareSubjects.Of(share, call.Caller), Lanes.Of(share.ServiceHost), call.Aborted);
    }

    async Task Check(Tx tx, Share share, Snapshot snapshot, Call call)
    {
        if (snapshot.ShareId != share.Id) throw Refusals.Bad($"Snapshot {snapshot.Id} is not one of share {share.Id}.");
        if (ShareTask.IsBusy(share)) throw Refusals.Conflict($"Share {share.Id} is busy: {share.TaskState}.");
        if (share.Status != ShareStatus.Available) throw Refusals.Conflict($"Share {share.Id} is {share.Status}; it must be {ShareStatus.Available}.");
        if (snapshot.Status != SnapshotStatus.Available)
        {
            throw Refusals.Conflict($"Snapshot {snapshot.Id} is {snapshot.Status}; it must be {SnapshotStatus.Available}.");
        }
        if (await snapshots.Latest(tx, share.Id, call.Aborted) is { } latest && latest != snapshot.Id)
        {
            throw Refusals.Conflict($"Snapshot {snapshot.Id} is not the latest one of share {share.Id}; that is {latest}.");
        }
        if (await snapshots.YoungerOfGroup(tx, share.Id, snapshot.CreatedAt, call.Aborted) is { } ofGroup)
        {
            throw Refusals.Conflict($"Group snapshot {ofGroup} holds share {share.Id} as it was later than snapshot {snapshot.Id}, and would lose it.");
        }
        if (share.AccessRulesStatus != "active")
        {
            throw Refusals.Conflict($"The access rules of share {share.Id} are {share.AccessRulesStatus}; they must be active.");
        }
    }

    async Task Charge(Tx tx, Share share, RevertShareState state, Call call)
    {
        try
        {
            await growth.Charge(tx, share, state.NewSizeGib, isNew: false, call.Aborted);
        }
        catch (OverQuota over)
        {
            throw Refusals.NotAllowed(over.Message);
        }
    }
}
