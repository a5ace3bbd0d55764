using Abaca.Server.Quotas;

namespace Abaca.Server.Shares;

/// <summary>POST /shares. Answers at once with a share in "creating"; <see cref="CreateShareFlow"/> does the work.</summary>
public sealed class CreateShare(
    ShareOrigin origin, ShareHints hints, ShareStore shares, ShareSources sources, QuotaLedger quotas, OperationQueue operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        call.Caller.Must("share:create");
        var asked = CreateShareRequest.From(call, origin.Settings);
        if (asked.IsPublic) call.Caller.Must("share:create_public_share");
        if (asked.Metadata.Count > 0) origin.Settings.ForAdmins.Check(call, asked.Metadata);

        var planned = await origin.Plan(call, asked);
        var hosts = asked.Hints.Count > 0 ? await hints.Check(call, asked.Hints) : null;
        var share = planned.Share with { Metadata = hosts?.AddTo(asked.Metadata) ?? asked.Metadata };
        await db.Transaction(async tx =>
        {
            await quotas.Take(tx, ShareSubjects.CostOf(share), call.Aborted);
            if (share.SnapshotId is not null || share.GroupId is not null) await sources.Check(tx, share, call.Aborted);
            await shares.Insert(tx, share, hosts?.Stored ?? asked.Hints, call.Aborted);
            if (hosts is not null) await hints.TellPeers(tx, share, hosts, call.Aborted);
            await operations.Start(
                tx, new CreateShareState(share.Id.Text, planned.Zone, call.Caller.IsHostAdmin), ShareSubjects.Of(share, call.Caller), Lanes.Scheduler, call.Aborted);
        }, call.Aborted);
        return Reply.One(ShareView.Of(share));
    }
}
