using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Operations;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Shares;

/// <summary>DELETE /shares/{id} and the action force_delete.</summary>
public sealed class DeleteShare(VisibleShares visible, ShareStore shares, ISnapshotLookup snapshots, ShareRemoval removal, IOperations operations, Db db)
{
    /// <summary>Deletes a share that is at rest.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:delete");
        if (!ShareStatus.Deletable.Contains(share.Status))
        {
            throw Refusals.NotAllowed($"Share {share.Id} is {share.Status}; to be deleted it must be {string.Join(" or ", ShareStatus.Deletable.Order(StringComparer.Ordinal))}.");
        }
        await Begin(call, share, ShareStatus.Deletable, force: false);
        return Reply.Accepted;
    }

    /// <summary>Deletes a share whatever it is doing.</summary>
    public Task<Reply> Force(Call call) => Force(call, call["id"]);

    /// <summary>Deletes the named share whatever it is doing.</summary>
    internal async Task<Reply> Force(Call call, string id)
    {
        var share = await visible.ToRead(call, id);
        await Begin(call, share, [share.Status], force: true);
        return Reply.Accepted;
    }

    async Task Begin(Call call, Share share, IReadOnlyCollection<string> from, bool force) => await db.Transaction(async tx =>
    {
        if (await snapshots.Any(tx, share.Id, call.Aborted))
        {
            throw Refusals.NotAllowed($"Share {share.Id} has snapshots; delete them first.");
        }
        if (force) await operations.Cancel(tx, share.Id.Text, "force-deleted", call.Aborted);
        var now = await shares.Find(tx, share.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
        if (now.Host is null or "" && !force)
        {
            await removal.Remove(tx, now, call.Aborted);
            return;
        }
        if (!await shares.Move(tx, share.Id, ShareStatus.Deleting, force ? [now.Status] : from, null, call.Aborted))
        {
            throw Refusals.Conflict($"Share {share.Id} has just become {now.Status}.");
        }
        var lane = now.ServiceHost.Length > 0 ? now.ServiceHost : Lanes.Scheduler;
        await operations.Start(tx, new DeleteShareState(share.Id.Text, force), ShareSubjects.Of(now, call.Caller), lane, call.Aborted);
    }, call.Aborted);
}
