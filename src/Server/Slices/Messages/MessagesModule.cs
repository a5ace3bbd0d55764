namespace Abaca.Server.Messages;

/// <summary>Registers the slice of user messages.</summary>
public static class MessagesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services, MessageSettings settings) => services
        .AddSingleton(settings)
        .AddResource<UserMessage, MessageStore, MessageParts>(MessageEndpoints.All);
}
