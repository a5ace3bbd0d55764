using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>
/// The action reset_status: an operator overrules. Work under way goes on to its end, but finds the status changed and leaves it alone.
/// </summary>
public sealed class ResetSnapshotStatus(Visible<Snapshot> visible, SnapshotStore snapshots, SnapshotWork work)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var status = call.ActionBody().Required("status");
        if (!SnapshotStatus.Resettable.Contains(status))
        {
            throw Refusals.BadField("status", $"'{status}' is not one of {string.Join(", ", SnapshotStatus.Resettable.Order(StringComparer.Ordinal))}.");
        }
        var snapshot = await visible.ToChange(call, call["id"], "share_snapshot:reset_status");
        await work.Db.Transaction(tx => snapshots.Reset(tx, snapshot.Id, status, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }
}
