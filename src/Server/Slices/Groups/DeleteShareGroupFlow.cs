using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Groups;

/// <summary>A group from "deleting" to gone, or to "error"; with force its row goes in any case.</summary>
public sealed class DeleteShareGroupFlow(GroupDrivers drivers, GroupRemoval removal, ShareGroupStore groups, MessageStore messages)
    : ResourceFlow<DeleteShareGroupState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<DeleteShareGroupState>> Steps { get; } =
    [
        new Step<DeleteShareGroupState>.Act("remove the group", async (state, ct) => (await drivers.Remove(state.GroupId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<DeleteShareGroupState> end, CancellationToken ct)
    {
        if (await groups.Find(tx, end.State.GroupId, ct) is not { } group) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, GroupSubjects.Message(group, end.RequestId), refused.Detail, ct);
            if (!end.State.Force)
            {
                await groups.Move(tx, group.Id, GroupStatus.Error, [GroupStatus.Deleting], ct);
                return;
            }
        }
        await removal.Remove(tx, group, ct);
    }

    /// <inheritdoc/>
    /// <remarks>Force takes the rows when a backend has said no, not when nobody has asked it to the end.</remarks>
    public override Task Fail(Tx tx, Settlement<DeleteShareGroupState> end, CancellationToken ct) =>
        Settle(tx, end with { State = end.State with { Force = false } }, ct);
}

/// <summary>Takes groups and their snapshots out of every book: quota and rows.</summary>
public sealed class GroupRemoval(ShareGroupStore groups, GroupSnapshotStore snapshots, QuotaLedger quotas)
{
    /// <summary>Removes the group, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, ShareGroup group, CancellationToken ct)
    {
        await quotas.Take(tx, GroupSubjects.CostOf(group).Negated, ct);
        await groups.Remove(tx, group.Id, ct);
    }

    /// <summary>Removes the group snapshot with its members, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, GroupSnapshot snapshot, CancellationToken ct)
    {
        await quotas.Take(tx, GroupSubjects.CostOf(snapshot).Negated, ct);
        await snapshots.Remove(tx, snapshot.Id, ct);
    }
}
