using Abaca.Server.Messaging;
using Abaca.Server.Signalling;

namespace Abaca.Server.Hosting;

/// <summary>Who carries signals to the other processes: a broker where there is one, else the database where it can.</summary>
static class SignalSetup
{
    /// <summary>Adds the relay, when several processes may use the database.</summary>
    public static IServiceCollection AddSignalRelay(this IServiceCollection services, Db db, ServiceOptions options)
    {
        if (!db.Dialect.IsServer) return services;
        if (options.Messaging.TransportUrl.Length > 0)
        {
            services.AddSingleton<ISignalTransport>(_ => new RabbitSignals(Broker(options, now => now.Messaging.TransportUrl)));
        }
        else if (db.Signals is { } own)
        {
            services.AddSingleton(own);
        }
        else
        {
            return services;
        }
        return services.AddHostedService<SignalRelay>();
    }

    /// <summary>A broker by its URL, which is read anew for each connection. One that cannot be read now is the one that was good at the start.</summary>
    public static BrokerConnections Broker(ServiceOptions options, Func<ServiceOptions, string> url) => new(
        () => BrokerUrl.Read(url(options.Again?.Invoke() ?? options), out _) ?? BrokerUrl.Read(url(options), out _)!, TlsOf(options.Messaging));

    static BrokerTls TlsOf(MessagingOptions options) => new(options.Tls, options.CaFile, options.CertFile, options.KeyFile, options.Heartbeat);
}
