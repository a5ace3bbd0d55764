namespace Abaca.Server.Messages;

/// <summary>What user messages are composed of: their list.</summary>
public sealed class MessageParts : IListOf<UserMessage, MessageView>
{
    static readonly string[] Exact = ["resource_id", "resource_type", "action_id", "detail_id", "message_level", "request_id"];

    // Administrators see the messages of every project.
    static readonly Listing List = new()
    {
        Kind = "message",
        Tables = MessageStore.Tables,
        Alias = "m",
        Scope = (call, ofProject) => call.Caller.IsAdmin ? Sql.Of($"1 = 1") : Sql.Of($"{ofProject} = {call.Caller.ProjectId}"),
        Filters =
        [
            ListFilters.Text("COALESCE(m.resource_id, '')", ["resource_id"], new IndexedText("messages", "resource_id")),
            .. Exact[1..^1].Select(name => ListFilters.Text($"m.{name}", [name])),
            ListFilters.Text("COALESCE(m.request_id, '')", ["request_id"], new IndexedText("messages", "request_id")),
            ListFilters.Moment("m.created_at", ">=", "created_since"),
            ListFilters.Moment("m.created_at", "<=", "created_before"),
        ],
        SortKeys = ((string[])["id", "project_id", "created_at", "expires_at", .. Exact]).ToDictionary(key => key, key => $"m.{key}", StringComparer.Ordinal),
    };

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<UserMessage> Columns => MessageStore.Columns;

    /// <inheritdoc/>
    public MessageView View(UserMessage resource) => new(resource);

    /// <inheritdoc/>
    public string Id(MessageView view) => view.Message.Id;
}
