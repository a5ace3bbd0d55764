using Abaca.Server.Http;

namespace Abaca.Server.Messages;

/// <summary>The operations of user messages.</summary>
public sealed class MessageRoutes(ReadMessages messages) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "messages.list";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Show = "messages.show";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Delete = "messages.delete";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(Index, "/messages", "message:get_all", messages.List);
        routes.Get(Show, "/messages/{id}", "message:get", messages.Show);
        routes.Delete(Delete, "/messages/{id}", "message:delete", messages.Delete);
    }
}
