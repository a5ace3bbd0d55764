using Abaca.Server.Quotas;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>The actions extend and shrink.</summary>
public sealed class ResizeShare(
    Visible<Share> visible, ShareStore shares, ShareTypeStore types, ShareGrowth growth, OperationQueue operations, ShareNotifications told, Db db)
{
    /// <summary>Extends.</summary>
    public async Task<Reply> Extend(Call call)
    {
        var asked = call.ActionBody();
        var size = NewSize(asked);
        var force = asked.Flag("force") ?? false;
        var share = await visible.ToChange(call, call["id"], "share:extend");
        if (force) call.Caller.Must("share:force_extend", share.ProjectId, share.UserId);
        ShareTask.MustBe(share, ShareStatus.Available);
        if (size <= share.Size) throw Refusals.BadField("new_size", $"{size} GiB is not more than the share's {share.Size} GiB.");
        ShareOrigin.CheckSize(size, null, await MostFor(call, share));

        await db.Transaction(async tx =>
        {
            await Move(tx, share, ShareStatus.Extending, [ShareStatus.Available], call);
            // Its size may have changed since it was looked at.
            var now = await shares.Find(tx, share.Id, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
            if (size <= now.Size) throw Refusals.Conflict($"Share {share.Id} has just become {now.Size} GiB large; look again.");
            await Charge(tx, now, size, call);
            await operations.Start(tx, new ExtendShareState(share.Id.Text, now.Size, size, force), ShareSubjects.Of(share, call.Caller), Lanes.Scheduler, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Shrinks.</summary>
    public async Task<Reply> Shrink(Call call)
    {
        var size = NewSize(call.ActionBody());
        var share = await visible.ToChange(call, call["id"], "share:shrink");
        ShareTask.MustBe(share, ShareStatus.Available, ShareStatus.ShrinkingPossibleDataLoss);
        if (size >= share.Size) throw Refusals.BadField("new_size", $"{size} GiB is not less than the share's {share.Size} GiB.");
        var type = share.TypeId is { } id ? await types.ById(id, call.Aborted) : null;
        ShareOrigin.CheckSize(size, type?.Number("provisioning:min_share_size"), null);

        await db.Transaction(async tx =>
        {
            await Move(tx, share, ShareStatus.Shrinking, [ShareStatus.Available, ShareStatus.ShrinkingPossibleDataLoss], call);
            var now = await shares.Find(tx, share.Id, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
            if (size >= now.Size) throw Refusals.Conflict($"Share {share.Id} has just become {now.Size} GiB small; look again.");
            await told.Tell(tx, "shrink.start", now.Id, call.Aborted, call.Caller);
            await operations.Start(
                tx, new ShrinkShareState(share.Id.Text, now.Size, size), ShareSubjects.Of(share, call.Caller), Lanes.Of(share.ServiceHost), call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    static int NewSize(Fields asked) => asked.Size("new_size") ?? throw Refusals.BadField("new_size", "a size in GiB is required.");

    // Those who may go beyond the type's size limit have a limit of their own.
    async Task<int?> MostFor(Call call, Share share)
    {
        var type = share.TypeId is { } id ? await types.ById(id, call.Aborted) : null;
        return type?.Number("provisioning:max_share_extend_size") is { } beyond
            && call.Caller.May("share:extend_beyond_max_share_size_spec", share.ProjectId, share.UserId)
                ? beyond
                : type?.Number("provisioning:max_share_size");
    }

    async Task Move(Tx tx, Share share, string to, string[] from, Call call)
    {
        if (!await shares.Move(tx, share.Id, to, from, null, call.Aborted))
        {
            throw Refusals.Conflict($"Share {share.Id} has just changed its status; look again.");
        }
    }

    async Task Charge(Tx tx, Share share, int size, Call call)
    {
        try
        {
            await growth.Charge(tx, share, size, isNew: true, call.Aborted);
        }
        catch (OverQuota over) when (over.Resource == "gigabytes")
        {
            throw Refusals.NotAllowed(over.Message);
        }
    }
}
