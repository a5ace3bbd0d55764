namespace Abaca.Server.Shares;

/// <summary>The action unmanage: the service lets go of a share, whose content stays where it is.</summary>
public sealed class UnmanageShare(
    Visible<Share> visible, ShareStore shares, ShareDependents dependents, ShareRemoval removal, OperationQueue operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:unmanage");
        MustRest(share);
        ShareTask.MustRest(share);
        await db.Transaction(tx => Begin(tx, call, share.Id), call.Aborted);
        return Reply.Accepted;
    }

    async Task Begin(Tx tx, Call call, ShareId id)
    {
        var share = await shares.Find(tx, id, call.Aborted) ?? throw Refusals.NotFound("Share", id.Text);
        MustRest(share);
        if (share.HasReplicas) throw Refusals.Conflict($"Share {id} has replicas; delete them first.");
        await dependents.CheckLeaving(tx, share, Leaving.Unmanaged, call.Aborted);
        if (share.ServiceHost.Length == 0)
        {
            await removal.Remove(tx, share, call.Aborted);
            return;
        }
        var wasTaken = share.Status != ShareStatus.ManageError;
        await shares.Move(
            tx, id, wasTaken ? ShareStatus.UnmanageStarting : ShareStatus.ManageErrorUnmanageStarting, [share.Status], null, call.Aborted);
        // One that never was in care stays so when letting go fails and is asked for again: its size was never learnt.
        var state = new UnmanageShareState(id.Text, wasTaken && share.Size > 0);
        await operations.Start(tx, state, ShareSubjects.Of(share, call.Caller), share.ServiceHost, call.Aborted);
    }

    static void MustRest(Share share)
    {
        if (ShareStatus.MayBeUnmanaged(share.Status)) return;
        throw Refusals.NotAllowed($"Share {share.Id} is {share.Status}; it can be unmanaged when that is over.");
    }
}
