using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Http;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareTypes;

/// <summary>DELETE /types/{id}: not while a share has the type or a share group may have such shares.</summary>
public sealed class DeleteShareType(ShareTypeStore types, Visible<ShareType> visible, ShareStore shares, IShareGroups groups, QuotaBook quotas, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var type = await visible.ToName(call, call["id"]);
        await db.Transaction(async tx =>
        {
            if (await shares.UsesType(tx, type.Id, call.Aborted)) throw Refusals.Bad($"Share type {type.Id} is in use: shares have it.");
            if (await groups.NameShareType(tx, type.Id, call.Aborted)) throw Refusals.Bad($"Share type {type.Id} is in use: share groups or their types name it.");
            if (!await types.Remove(tx, type.Id, call.Aborted)) throw Visible<ShareType>.NotFound(type.Id);
            await quotas.ForgetType(tx, type.Id, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
