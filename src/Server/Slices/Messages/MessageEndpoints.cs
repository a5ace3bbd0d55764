namespace Abaca.Server.Messages;

/// <summary>The endpoints of user messages.</summary>
static class MessageEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Index = Table.Get<ReadMessages>("messages.list", "/messages", "message:get_all", u => u.List);
    public static readonly Endpoint Show = Table.Get<ReadMessages>("messages.show", "/messages/{id}", "message:get", u => u.Show);
    public static readonly Endpoint Delete = Table.Delete<ReadMessages>("messages.delete", "/messages/{id}", "message:delete", u => u.Delete);
}
