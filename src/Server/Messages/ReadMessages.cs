using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Messages;

/// <summary>GET /messages and /messages/{id}, and DELETE of one.</summary>
public sealed class ReadMessages(Db db, Visible<UserMessage> visible, MessageStore messages, ApiSettings settings)
{
    /// <summary>The list.</summary>
    public async Task<Reply> List(Call call)
    {
        var listing = MessageListing.From(call, settings.MaxLimit);
        var page = listing.Page;
        var rows = page.Most == 0 ? [] : await messages.Find(listing.Where, listing.Order, page.Wanted, page.Offset, call.Aborted);
        if (rows.Count == 0) await listing.Place.MustExist(db, page, "message", call.Aborted);
        return Reply.Many(rows.ConvertAll(m => new MessageView(m)), ViewForm.Detail, new Page<MessageView>(page, v => v.Message.Id));
    }

    /// <summary>One.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new MessageView(await visible.ToRead(call, call["id"])));

    /// <summary>Removes one.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var message = await visible.ToChange(call, call["id"], "message:delete");
        await messages.Remove(message.Id, call.Aborted);
        return Reply.Empty(204);
    }
}
