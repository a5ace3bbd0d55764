namespace Abaca.Server.ShareTypes;

/// <summary>DELETE /types/{id}: not while something has the type.</summary>
public sealed class DeleteShareType(ShareTypeStore types, Visible<ShareType> visible, IEnumerable<IShareTypeUser> users, ShareTypeNotifications told, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var type = await visible.ToName(call, call["id"]);
        await told.Try("delete", type, call, () => db.Transaction(async tx =>
        {
            foreach (var user in users)
            {
                if (await user.UseOf(tx, type.Id, call.Aborted) is { } use) throw Refusals.Bad($"Share type {type.Id} is in use: {use}.");
            }
            if (!await types.Remove(tx, type.Id, call.Aborted)) throw Visible<ShareType>.NotFound(type.Id);
            foreach (var user in users) await user.Forget(tx, type.Id, call.Aborted);
            await told.Tell(tx, "delete", type, call);
        }, call.Aborted));
        return Reply.Accepted;
    }
}
