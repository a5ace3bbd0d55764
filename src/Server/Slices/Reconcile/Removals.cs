namespace Abaca.Server.Reconcile;

/// <summary>Starts the removal of orphans: what lies inside another first.</summary>
public sealed class Removals(OperationQueue operations)
{
    /// <summary>Starts one operation for each, in the caller's transaction.</summary>
    internal async Task<IReadOnlyList<PlannedItem>> Begin(Tx tx, Call call, Plan plan, Stock stock)
    {
        var begun = new Dictionary<string, PlannedItem>(StringComparer.Ordinal);
        foreach (var item in plan.Items.OrderBy(item => item.Difference!.Object == "snapshot" ? 0 : 1))
        {
            var what = item.Difference!;
            var mark = what.Found!.Mark!;
            var state = new RemoveObjectState(what.ServiceHost, what.Found, what.Object == "snapshot" ? Outer(what.Found, stock) : null);
            var subject = new OperationSubject(what.Object == "snapshot" ? "SHARE_SNAPSHOT" : "SHARE", what.Object == "snapshot" ? mark.SnapshotId ?? mark.InstanceId : mark.ShareId, call.Caller.ProjectId, call.Caller.RequestId, mark.ShareId);
            begun[item.Id] = item with { Verdict = PlannedItem.Begun, OperationId = await operations.Start(tx, state, subject, what.ServiceHost, call.Aborted) };
        }
        return [.. plan.Items.Select(item => begun[item.Id])];
    }

    static BackendObject? Outer(BackendObject snapshot, Stock stock) => stock.Shelves.SelectMany(shelf => shelf.Objects ?? [])
        .FirstOrDefault(one => one.Kind == "share" && one.Identity is { } identity && snapshot.Around.Contains(identity, StringComparer.Ordinal));
}
