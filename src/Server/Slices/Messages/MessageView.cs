namespace Abaca.Server.Messages;

/// <summary>A user message on the wire.</summary>
/// <param name="Message">What is shown.</param>
public sealed record MessageView(UserMessage Message) : IView<MessageView>
{
    /// <inheritdoc/>
    public static ViewShape<MessageView> Shape { get; } = new ViewShape<MessageView>("message", "messages")
        .Text("id", v => v.Message.Id)
        .Text("project_id", v => v.Message.ProjectId)
        .Text("action_id", v => v.Message.ActionId)
        .Text("detail_id", v => v.Message.DetailId)
        .Text("message_level", v => v.Message.Level)
        .Moment("created_at", v => v.Message.CreatedAt)
        .Moment("expires_at", v => v.Message.ExpiresAt)
        .Text("request_id", v => v.Message.RequestId)
        .Links("messages", v => v.Message.Id)
        .Text("resource_type", v => v.Message.ResourceType)
        .Text("resource_id", v => v.Message.ResourceId)
        .Text("user_message", v => MessageTexts.Of(v.Message.ActionId, v.Message.DetailId) + (v.Message.Reason is { } reason ? $" {reason}" : ""));
}
