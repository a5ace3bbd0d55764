using Abaca.Server.Messaging;
using Abaca.Server.Signalling;

namespace Abaca.Server.Hosting;

/// <summary>Who carries signals to the other processes: a broker where there is one, else the database where it can.</summary>
static class SignalSetup
{
    /// <summary>Adds the relay, when several processes may use the database.</summary>
    public static IServiceCollection AddSignalRelay(this IServiceCollection services, Db db, MessagingOptions options)
    {
        if (!db.Dialect.IsServer) return services;
        if (options.TransportUrl.Length > 0)
        {
            services.AddSingleton(new BrokerConnections(
                    BrokerUrl.Read(options.TransportUrl, out _)!, new BrokerTls(options.Tls, options.CaFile, options.CertFile, options.KeyFile, options.Heartbeat)))
                .AddSingleton<ISignalTransport, RabbitSignals>();
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
}
