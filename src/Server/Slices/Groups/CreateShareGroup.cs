using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>POST /share-groups. Answers at once with a group in "creating"; <see cref="CreateShareGroupFlow"/> does the work.</summary>
public sealed class CreateShareGroup(
    GroupOrigin origin, ShareGroupStore groups, GroupSnapshotStore snapshots, ShareStore shares, QuotaLedger quotas, GroupWork work)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var planned = await origin.Plan(call);
        var group = planned.Group;
        await work.Db.Transaction(async tx =>
        {
            // Once more, since it may have begun to go meanwhile.
            if (group.SourceSnapshotId is { } id) GroupOrigin.MustBeAvailable(id, await snapshots.Find(tx, id, call.Aborted));
            await quotas.Take(tx, GroupSubjects.CostOf(group), call.Aborted);
            await groups.Insert(tx, group, call.Aborted);
            foreach (var share in planned.Shares)
            {
                await quotas.Take(tx, ShareSubjects.CostOf(share), call.Aborted);
                await shares.Insert(tx, share, new Dictionary<string, string>(), call.Aborted);
            }
            var state = new CreateShareGroupState(group.Id.Text, planned.Zone, [.. planned.Shares.Select(s => s.Id.Text)]) { RequiredHost = planned.RequiredHost };
            await work.Operations.Start(tx, state, GroupSubjects.Of(group, call.Caller), Lanes.Scheduler, call.Aborted);
        }, call.Aborted);
        return Reply.One(new ShareGroupView(group), 202);
    }
}

/// <summary>Where changes of groups are written and their work is started.</summary>
/// <param name="Db">The database.</param>
/// <param name="Operations">The engine.</param>
public sealed record GroupWork(Db Db, OperationQueue Operations);
