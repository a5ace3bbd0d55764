using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>What the way back to a snapshot writes into the ledgers: promises, quotas, sizes, statuses and the rules to come back.</summary>
public sealed class RevertLedger(
    SharePlacement placement, ShareStore shares, SnapshotStore snapshots, ReplicaWatch watch, AccessRuleStore rules, ShareGrowth growth, MessageStore messages)
{
    /// <summary>The pool may have to hold the larger of both sizes.</summary>
    public Task Promise(Tx tx, RevertShareState state, CancellationToken ct) =>
        placement.Promise(tx, new ShareId(state.ShareId), Math.Max(state.OldSizeGib, state.NewSizeGib), ct);

    /// <summary>The share stays as large as it was.</summary>
    public Task KeepOldSize(Tx tx, RevertShareState state, CancellationToken ct) => placement.Promise(tx, new ShareId(state.ShareId), state.OldSizeGib, ct);

    /// <summary>Clients will be off: their rules are to be applied again, as soon as the share is where that may be.</summary>
    public async Task CallBack(Tx tx, RevertShareState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is { } share) await rules.ApplyAgain(tx, share, ct);
    }

    /// <summary>The end.</summary>
    public async Task Settle(Tx tx, Settlement<RevertShareState> end, CancellationToken ct)
    {
        var state = end.State;
        await snapshots.Move(tx, new SnapshotId(state.SnapshotId), SnapshotStatus.Available, [SnapshotStatus.Restoring], null, ct);
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return;
        // What has been replaced stays so, also when what comes after it took too long.
        await (end.Refused is null || state.Replaced ? Arrive(tx, share, state, ct) : Stay(tx, share, ct));
        if (end.Refused is not { } refused)
        {
            if (share.AccessRulesStatus != "active") await rules.AskAt(tx, share, ct);
            return;
        }
        await rules.ApplyAgain(tx, share, ct);
        await messages.Write(tx, MessageAction.Revert, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
    }

    /// <summary>The operation ends where it stands: the snapshot is free, and the ledgers say what the share has become.</summary>
    public async Task GiveBack(Tx tx, RevertShareState state, CancellationToken ct)
    {
        await snapshots.Move(tx, new SnapshotId(state.SnapshotId), SnapshotStatus.Available, [SnapshotStatus.Restoring], null, ct);
        if (!state.Replaced) await growth.Drop(tx, new ShareId(state.ShareId), ct);
        else if (await shares.Find(tx, state.ShareId, ct) is { } share) await growth.Arrive(tx, share, state.NewSizeGib, ct);
    }

    /// <summary>Why an operation that an earlier release has begun is not gone on with.</summary>
    internal static Refusal BegunByAnEarlierRelease(string shareId) => new(
        MessageDetail.Unknown,
        $"An earlier release has begun to revert share {shareId}, and may have let clients in since: its content is left as it is. Ask for the revert once more.");

    async Task Stay(Tx tx, Share share, CancellationToken ct)
    {
        await growth.Drop(tx, share.Id, ct);
        await shares.Move(tx, share.Id, ShareStatus.RevertingError, [ShareStatus.Reverting], null, ct);
    }

    // Growth was paid for when it was asked for; what shrinking frees is given back now that it is sure.
    async Task Arrive(Tx tx, Share share, RevertShareState state, CancellationToken ct)
    {
        await growth.Arrive(tx, share, state.NewSizeGib, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Reverting], null, ct);
        await watch.Look(tx, share, ct);
    }
}
