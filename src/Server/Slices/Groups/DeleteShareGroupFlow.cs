using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Groups;

/// <summary>A group from "deleting" to gone, or to "error".</summary>
public sealed class DeleteShareGroupFlow(GroupDrivers drivers, GroupRemoval removal, ShareGroupStore groups, MessageStore messages)
    : RemovalFlow<DeleteShareGroupState, ShareGroup>(
        new(
            "remove the group", drivers.Remove, groups.Find, GroupSubjects.Message,
            (tx, group, ct) => groups.Move(tx, group.Id, GroupStatus.Error, [GroupStatus.Deleting], ct), removal.Remove),
        messages);

/// <summary>Takes groups and their snapshots out of every ledger: quota and rows.</summary>
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
