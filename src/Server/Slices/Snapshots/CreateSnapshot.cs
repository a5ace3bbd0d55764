using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>POST /snapshots. Answers at once with a snapshot in "creating"; <see cref="CreateSnapshotFlow"/> does the work.</summary>
public sealed class CreateSnapshot(
    Visible<Share> visible, ShareStore shares, SnapshotStore snapshots, FollowingReplicas followers, QuotaLedger quotas, SnapshotWork work, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("snapshot", missing: 422);
        call.Caller.Must("share:create_snapshot");
        var share = await visible.ToChange(call, asked.Required("share_id"), "share:create_snapshot");
        if (!share.Abilities.Snapshots) throw Refusals.Unprocessable($"Share {share.Id} does not offer snapshots (snapshot_support).");
        ShareTask.MustBe(share, ShareStatus.Available);
        var planned = Planned(call, asked, share);
        work.Settings.ForAdmins.Check(call, planned.Metadata);
        var snapshot = await work.Db.Transaction(async tx =>
        {
            var now = await shares.Find(tx, share.Id, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
            ShareTask.MustBe(now, ShareStatus.Available);
            var sized = planned with { ShareInstanceId = now.InstanceId, Size = now.Size, ShareSize = now.Size };
            await quotas.Take(tx, SnapshotSubjects.CostOf(sized, now), call.Aborted);
            await snapshots.Insert(tx, sized, call.Aborted);
            await followers.Begin(tx, sized, now, call.Aborted);
            await work.Operations.Start(
                tx, new CreateSnapshotState(sized.Id.Text), SnapshotSubjects.Of(sized, call.Caller), Lanes.Of(now.ServiceHost), call.Aborted);
            return sized;
        }, call.Aborted);
        return Reply.One(SnapshotView.Of(snapshot), 202);
    }

    Snapshot Planned(Call call, Fields asked, Share share) => Snapshot.Of(share, call.Caller, clock.GetUtcNow()) with
    {
        Name = asked.TextOrSynonym("name", "display_name"),
        Description = asked.TextOrSynonym("description", "display_description"),
        Size = share.Size,
        Metadata = asked.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
        Status = SnapshotStatus.Creating,
    };
}

/// <summary>Where changes of snapshots are written and their work is started.</summary>
/// <param name="Db">The database.</param>
/// <param name="Operations">The engine.</param>
/// <param name="Settings">Configuration of shares, which holds for their snapshots.</param>
public sealed record SnapshotWork(Db Db, OperationQueue Operations, ShareSettings Settings);
