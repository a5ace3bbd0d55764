using Abaca.Server.Http;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Server.Messages;

/// <summary>Registers the slice of user messages.</summary>
public static class MessagesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services, MessageSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<MessageStore>()
        .AddSingleton<IMessages>(s => s.GetRequiredService<MessageStore>())
        .AddSingleton(s => new PeriodicJob("expired messages", TimeSpan.FromHours(1), ct => s.GetRequiredService<MessageStore>().PurgeExpired(ct)))
        .AddSingleton<ReadMessages>()
        .AddSingleton<IRoutes, MessageRoutes>();
}
