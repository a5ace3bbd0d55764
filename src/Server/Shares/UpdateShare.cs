using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>PUT /shares/{id}: name, description, visibility.</summary>
public sealed class UpdateShare(Visible<Share> visible, ShareStore shares, ShareViews views, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("share", missing: 422);
        var share = await visible.ToChange(call, call["id"], "share:update");
        var changed = share with
        {
            Name = asked.Mentions("display_name") ? asked.Text("display_name") : share.Name,
            Description = asked.Mentions("display_description") ? asked.Text("display_description") : share.Description,
            IsPublic = asked.Flag("is_public") ?? share.IsPublic,
        };
        if (changed.IsPublic && asked.Has("is_public")) call.Caller.Must("share:set_public_share", share.ProjectId, share.UserId);
        await db.Transaction(tx => shares.Describe(tx, changed, call.Aborted), call.Aborted);
        return Reply.One(await views.Of(call, await shares.Find(share.Id.Text, call.Aborted) ?? changed));
    }
}
