using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>The action reset_task_state: an operator overrules what is said of a share's move. Work under way goes on.</summary>
public sealed class ResetTaskState(Visible<Share> visible, ShareStore shares, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:reset_task_state");
        call.Caller.Must("share:reset_status", share.ProjectId, share.UserId);
        var asked = call.ActionBody();
        if (!asked.Mentions("task_state")) throw Refusals.BadField("task_state", "a value is required; null clears it.");
        var state = asked.Text("task_state");
        if (state is not null && !ShareTask.Settable.Contains(state))
        {
            throw Refusals.BadField("task_state", $"'{state}' is not one of {string.Join(", ", ShareTask.Settable.Order(StringComparer.Ordinal))}.");
        }
        await db.Transaction(tx => shares.SetTaskState(tx, share.Id, state, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }
}
