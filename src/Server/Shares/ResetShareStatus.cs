using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Operations;
using Abaca.Server.Parts;
using Abaca.Server.ShareMigration;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Shares;

/// <summary>The action reset_status: an operator overrules. Work under way on the share ends between two of its steps.</summary>
public sealed class ResetShareStatus(
    Visible<Share> visible, ShareStore shares, ISnapshotLookup snapshots, IShareMigrations migrations, IOperations operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public Task<Reply> Handle(Call call) => Handle(call, call["id"]);

    /// <summary>Handles the call for the named share.</summary>
    internal async Task<Reply> Handle(Call call, string id)
    {
        var status = StatusReset.Asked(call, ShareStatus.Resettable);
        var share = await visible.ToRead(call, id);
        await db.Transaction(async tx =>
        {
            await operations.Cancel(tx, share.Id.Text, $"status reset to {status}", call.Aborted);
            await snapshots.Abandon(tx, share.Id, call.Aborted);
            // A move that is only waited for, or whose state was cleared, may be gone on with.
            if (status != ShareStatus.Migrating && await shares.Find(tx, share.Id.Text, call.Aborted) is { Status: ShareStatus.Migrating } moving)
                await migrations.Halt(tx, moving, call.Aborted);
            await shares.Reset(tx, share.Id, status, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
