namespace Abaca.Server.Messages;

/// <summary>The endpoints of user messages.</summary>
static class MessageEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<Lists<UserMessage, MessageView>>("messages.list", "/messages", "message:get_all", u => u.Detail);
    public static readonly Endpoint Show = All.Get<Lists<UserMessage, MessageView>>("messages.show", "/messages/{id}", "message:get", u => u.Show);
    public static readonly Endpoint Delete = All.Delete<DeleteMessage>("messages.delete", "/messages/{id}", "message:delete", u => u.Handle);
}
