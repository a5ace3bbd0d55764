using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Reconcile;

/// <summary>
/// Makes rows of what lies on a storage. An orphan gets the ids that its mark names, so that the storage has it under the right ones already; anything else is
/// managed under new ids, as "manage" does.
/// </summary>
public sealed class Adoptions(
    ShareOrigin origin, ServiceStore services, ShareStore shares, ExportLocationStore exports, SnapshotStore snapshots, OperationQueue operations, TimeProvider clock)
{
    /// <summary>Looks up what the rows need: type, zone, the share of a snapshot.</summary>
    /// <exception cref="ApiRefusal">404: the share type; 400: the service is down, or a field makes no sense.</exception>
    internal async Task<IReadOnlyList<PreparedAdoption>> Prepare(Call call, Adoption asked, Plan plan)
    {
        var prepared = new List<PreparedAdoption>();
        foreach (var item in plan.Items.Where(item => item is { Verdict: PlannedItem.Will, Difference.Object: "share" }))
        {
            var what = item.Difference!;
            var host = $"{what.ServiceHost}#{what.Found!.Place!.Pool}";
            var service = await ManageShare.ServiceOf(services, host, call.Aborted);
            var request = new ManageShareRequest(
                what.Name, host, asked.Protocol?.ToUpperInvariant() ?? what.Found.Place.Protocol, asked.ShareType, asked.Name, asked.Description, false, new Dictionary<string, string>(), null, null);
            var share = await origin.Existing(call, request, service.Zone) with { ProjectId = asked.ProjectId! };
            if (what is { IsOurs: true, Found.Mark: { } mark })
            {
                share = share with { InstanceId = new ShareInstanceId(mark.InstanceId) };
                // A further instance of a share that has a row becomes a share of its own.
                if (await shares.Find(mark.ShareId, call.Aborted) is null) share = share with { Id = new ShareId(mark.ShareId) };
            }
            prepared.Add(new PreparedAdoption(item, share));
        }
        prepared.AddRange(plan.Items.Where(item => item is { Verdict: PlannedItem.Will, Difference.Object: "snapshot" }).Select(item => new PreparedAdoption(item, null)));
        return prepared;
    }

    /// <summary>Writes the rows and starts their management.</summary>
    internal async Task<IReadOnlyList<PlannedItem>> Begin(Tx tx, Call call, IReadOnlyList<PreparedAdoption> prepared)
    {
        var begun = new List<PlannedItem>();
        foreach (var (item, share) in prepared)
        {
            begun.Add(share is null ? await AdoptSnapshot(tx, call, item) : await AdoptShare(tx, call, item, share));
        }
        return begun;
    }

    async Task<PlannedItem> AdoptShare(Tx tx, Call call, PlannedItem item, Share share)
    {
        var path = item.Difference!.Name;
        if (await shares.Find(tx, share.Id, call.Aborted) is not null) throw Refusals.Conflict($"Share {share.Id} has a row now; list anew.");
        await shares.Insert(tx, share, new Dictionary<string, string>(), call.Aborted);
        await exports.Replace(tx, share.InstanceId, [new ExportLocation(path, Preferred: false, AdminOnly: false, new Dictionary<string, string>())], call.Aborted);
        var subject = ShareSubjects.Of(share, call.Caller);
        var operation = item.Difference.IsOurs
            ? await operations.Start(tx, new AdoptShareState(share.Id.Text, item.Difference.Found!) { HadRow = item.Difference.Kind == DifferenceKind.Orphan }, subject, Lanes.Scheduler, call.Aborted)
            : await operations.Start(tx, new ManageShareState(share.Id.Text, path, new Dictionary<string, string>()), subject, Lanes.Scheduler, call.Aborted);
        return item with { Verdict = PlannedItem.Begun, OperationId = operation, ShareId = share.Id.Text };
    }

    async Task<PlannedItem> AdoptSnapshot(Tx tx, Call call, PlannedItem item)
    {
        var what = item.Difference!;
        var share = what.ShareId is { } id ? await shares.Find(tx, id, call.Aborted) : null;
        if (share is not { Status: ShareStatus.Available }) throw Refusals.Conflict($"{what.Name} is a snapshot of share {what.ShareId}, which has to have a row and be available: adopt that first.");
        var mark = what.IsOurs ? what.Found!.Mark : null;
        var snapshot = Snapshot.Of(share, call.Caller, clock.GetUtcNow()) with
        {
            ProjectId = share.ProjectId,
            ProviderLocation = what.Name,
            Id = mark?.SnapshotId is { } known ? new SnapshotId(known) : SnapshotId.New(),
            InstanceId = mark?.InstanceId ?? Guid.NewGuid().ToString(),
        };
        await snapshots.Insert(tx, snapshot, call.Aborted);
        var (subject, lane) = (SnapshotSubjects.Of(snapshot, call.Caller), Lanes.Of(share.ServiceHost));
        var operation = mark is not null
            ? await operations.Start(tx, new AdoptSnapshotState(snapshot.Id.Text, what.Found!) { HadRow = what.Kind == DifferenceKind.Orphan }, subject, lane, call.Aborted)
            : await operations.Start(tx, new ManageSnapshotState(snapshot.Id.Text, what.Name, new Dictionary<string, string>()), subject, lane, call.Aborted);
        return item with { Verdict = PlannedItem.Begun, OperationId = operation, ShareId = share.Id.Text, SnapshotId = snapshot.Id.Text };
    }
}

/// <summary>One thing that is to be adopted.</summary>
/// <param name="Item">Its place in the plan.</param>
/// <param name="Share">The share that it becomes, not stored yet; null for a snapshot.</param>
sealed record PreparedAdoption(PlannedItem Item, Share? Share);
