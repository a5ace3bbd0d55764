namespace Abaca.Server.Shares;

/// <summary>The action reset_status: an operator overrules. Work under way on the share ends between two of its steps.</summary>
public sealed class ResetShareStatus(
    Visible<Share> visible, ShareStore shares, ShareDependents dependents, OperationQueue operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public Task<Reply> Handle(Call call) => Handle(call, call["id"]);

    /// <summary>Handles the call for the named share.</summary>
    internal async Task<Reply> Handle(Call call, string id)
    {
        var status = StatusReset.Asked(call, ShareStatus.Resettable);
        var share = await visible.ToChange(call, id, call.Endpoint.Policy!);
        await db.Transaction(async tx =>
        {
            await operations.Cancel(tx, share.Id.Text, $"status reset to {status}", call.Aborted);
            if (await shares.Find(tx, share.Id, call.Aborted) is { } now) await dependents.Abandon(tx, now, status, call.Aborted);
            await shares.Reset(tx, share.Id, status, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
