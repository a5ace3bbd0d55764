namespace Abaca.Server.Messages;

/// <summary>The endpoints of user messages.</summary>
static class MessageEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Index = Table.Get<Lists<UserMessage, MessageView>>("messages.list", "/messages", "message:get_all", u => u.Detail);
    public static readonly Endpoint Show = Table.Get<Lists<UserMessage, MessageView>>("messages.show", "/messages/{id}", "message:get", u => u.Show);
    public static readonly Endpoint Delete = Table.Delete<DeleteMessage>("messages.delete", "/messages/{id}", "message:delete", u => u.Handle);
}
