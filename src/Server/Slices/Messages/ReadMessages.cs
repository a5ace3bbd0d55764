namespace Abaca.Server.Messages;

/// <summary>GET /messages and /messages/{id}, and DELETE of one.</summary>
public sealed class ReadMessages(Db db, Visible<UserMessage> visible, MessageStore messages, ApiSettings settings)
{
    /// <summary>The list.</summary>
    public Task<Reply> List(Call call) => MessageListing.Listing.Reply(
        (call, db, settings.MaxLimit), MessageStore.Columns, ViewForm.Detail, m => new MessageView(m), v => v.Message.Id);

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
