namespace Abaca.Server.Shares;

/// <summary>The actions soft_delete and restore, and the end of what lies in the bin: a share there is still charged, and not changed by anybody.</summary>
public sealed class RecycleBin(Visible<Share> visible, ShareStore shares, ShareDependents dependents, Db db, ShareSettings settings, TimeProvider clock)
{
    static readonly string[] Rest = [ShareStatus.Available, ShareStatus.Error, ShareStatus.Inactive];

    /// <summary>Puts a share that is at rest into the bin.</summary>
    public async Task<Reply> Put(Call call)
    {
        var seen = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        await db.Transaction(async tx =>
        {
            var share = await shares.Find(tx, seen.Id, call.Aborted) ?? throw Visible<Share>.NotFound(call["id"]);
            share.MustBeChangeable();
            if (share.HasReplicas) throw Refusals.Conflict($"Share {share.Id} has replicas; delete them first.");
            if (!Rest.Contains(share.Status)) throw Refusals.NotAllowed($"Share {share.Id} is {share.Status}; to be put into the recycle bin it must be {string.Join(" or ", Rest)}.");
            if (ShareTask.IsBusy(share)) throw Refusals.NotAllowed($"Share {share.Id} is busy: {share.TaskState}.");
            await dependents.CheckLeaving(tx, share, Leaving.Deleted, call.Aborted);
            await shares.SetBinned(tx, share.Id, clock.GetUtcNow() + settings.RecycleBinTime, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Takes a share out of the bin; one that is not there stays as it is.</summary>
    public async Task<Reply> Restore(Call call)
    {
        var seen = await visible.ToRead(call, call["id"]);
        var wasThere = await db.Transaction(async tx =>
        {
            var share = await shares.Find(tx, seen.Id, call.Aborted) ?? throw Visible<Share>.NotFound(call["id"]);
            if (!share.IsSoftDeleted) return false;
            if (share.Status is ShareStatus.Deleting or ShareStatus.ErrorDeleting) throw Refusals.NotAllowed($"Share {share.Id} is {share.Status}; it does not come back.");
            await shares.SetBinned(tx, share.Id, null, call.Aborted);
            return true;
        }, call.Aborted);
        return wasThere ? Reply.Accepted : Reply.Empty(200);
    }
}

/// <summary>Deletes what has lain in the recycle bin for its time.</summary>
public sealed partial class RecycleBinPurge(
    ShareStore shares, ShareDependents dependents, ShareRemoval removal, OperationQueue operations, Db db, TimeProvider clock, ILogger<RecycleBinPurge> log)
{
    const int AtOnce = 100;

    /// <summary>Starts the deletion of each share whose time is over; to be called now and then. What cannot go now is tried again then.</summary>
    /// <returns>How many deletions were started.</returns>
    public async Task<int> Run(CancellationToken ct = default)
    {
        var (all, last) = (0, "");
        while (await shares.Outdated(clock.GetUtcNow(), last, AtOnce, ct) is { Count: > 0 } found)
        {
            foreach (var share in found)
            {
                if (await Delete(share.Id, ct)) all++;
            }
            last = found[^1].Id.Text;
        }
        return all;
    }

    async Task<bool> Delete(ShareId id, CancellationToken ct)
    {
        try
        {
            return await db.Transaction(tx => Begin(tx, id, ct), ct);
        }
        catch (ApiRefusal refusal)
        {
            LogKept(id.Text, refusal.Message);
            return false;
        }
    }

    async Task<bool> Begin(Tx tx, ShareId id, CancellationToken ct)
    {
        // It may have been taken out since the list was made.
        if (await shares.Find(tx, id, ct) is not { IsSoftDeleted: true } share || share.ScheduledToBeDeletedAt > clock.GetUtcNow()) return false;
        if (share.HasReplicas || !ShareStatus.Deletable.Contains(share.Status)) return false;
        await dependents.CheckLeaving(tx, share, Leaving.Deleted, ct);
        if (share.Host is null or "")
        {
            await removal.Remove(tx, share, ct);
            return true;
        }
        await shares.Move(tx, id, ShareStatus.Deleting, ShareStatus.Deletable, null, ct);
        var subject = new OperationSubject(ShareSubjects.Type, id.Text, share.ProjectId, $"req-{Guid.NewGuid()}", id.Text);
        await operations.Start(tx, new DeleteShareState(id.Text, Force: false), subject, Lanes.Of(share.ServiceHost), ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Share {Share} stays in the recycle bin although its time is over: {Reason}")]
    partial void LogKept(string share, string reason);
}
