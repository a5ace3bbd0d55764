namespace Abaca.Server.Messages;

/// <summary>DELETE /messages/{id}.</summary>
public sealed class DeleteMessage(Visible<UserMessage> visible, MessageStore messages)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var message = await visible.ToChange(call, call["id"], "message:delete");
        await messages.Remove(message.Id, call.Aborted);
        return Reply.Empty(204);
    }
}
