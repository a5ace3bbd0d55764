using Abaca.Server.Messages;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Reconcile;

/// <summary>What is done about rows whose storage differs: it is set as the row says, or the row is put in error.</summary>
public sealed class Repairs(ShareInstanceStore instances, SnapshotStore snapshots, MessageStore messages, OperationQueue operations)
{
    /// <summary>Starts the setting of size and rules.</summary>
    internal async Task<IReadOnlyList<PlannedItem>> Export(Tx tx, Call call, Plan plan)
    {
        var begun = new List<PlannedItem>();
        var started = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in plan.Items)
        {
            var what = item.Difference!;
            if (await instances.Find(tx, what.InstanceId!, call.Aborted) is not { } share) throw Refusals.Conflict($"Share instance {what.InstanceId} is gone.");
            await RestoredInstances.Settle(tx, share.InstanceId, call.Aborted);
            // One operation sets both, size and rules.
            if (!started.TryGetValue(what.InstanceId!, out var operation))
            {
                operation = started[what.InstanceId!] = await operations.Start(tx, new ExportShareState(what.InstanceId!), ShareSubjects.Of(share, call.Caller), what.ServiceHost, call.Aborted);
            }
            begun.Add(item with { Verdict = PlannedItem.Begun, OperationId = operation });
        }
        return begun;
    }

    /// <summary>Puts rows in error.</summary>
    internal async Task<IReadOnlyList<PlannedItem>> MarkMissing(Tx tx, Call call, Plan plan)
    {
        foreach (var what in plan.Items.Select(item => item.Difference!))
        {
            MessageSubject? subject = null;
            if (what.Object == "snapshot" && await snapshots.Find(tx, what.SnapshotId!, call.Aborted) is { } snapshot)
            {
                await snapshots.Reset(tx, snapshot.Id, SnapshotStatus.Error, call.Aborted);
                subject = SnapshotSubjects.Message(snapshot, call.Caller.RequestId);
            }
            else if (await instances.Find(tx, what.InstanceId!, call.Aborted) is { } share)
            {
                await instances.Reset(tx, share, ShareStatus.Error, call.Aborted);
                subject = ShareSubjects.Message(share, call.Caller.RequestId);
            }
            if (subject is not null) await messages.Write(tx, MessageAction.Update, subject, MessageDetail.NotThere, call.Aborted);
        }
        return [.. plan.Items.Select(item => item with { Verdict = PlannedItem.Begun })];
    }
}
