using System.Net;
using Abaca.Server.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Abaca.Server.Hosting;

/// <summary>The socket of the API: where it listens, how many it carries, whom it believes.</summary>
static class ListenerSetup
{
    /// <summary>A handshake takes three messages; whoever has not sent them after so long is let go.</summary>
    static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    /// <summary>Listens on the one address of the options and on no other.</summary>
    public static void AddListener(this WebApplicationBuilder builder, ApiOptions api)
    {
        var most = OpenConnections.Bound(api.MaxConnections, OpenConnections.Descriptors());
        builder.Services.AddSingleton(services => new OpenConnections(
            most, OpenConnections.BoundOfSource(api.MaxConnectionsPerAddress, most), api.TrustedProxies, services.GetRequiredService<TimeProvider>()));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the edge has its own limit and answers as clients expect
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            kestrel.Limits.KeepAliveTimeout = api.IdleTimeout;
            kestrel.AllowSynchronousIO = false;
            if (api.Listen.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(api.Port, Bounded);
            else kestrel.Listen(api.Listen, api.Port, Bounded);
        });
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
            new BoundedTransport(services.GetRequiredService<SocketTransportFactory>(), services.GetRequiredService<OpenConnections>()));
        if (api.Tls is not { } tls) return;
        builder.Services.AddSingleton(tls).AddSingleton<CertificateWatch>().AddHostedService(services => services.GetRequiredService<CertificateWatch>());
    }

    /// <summary>What stands before everything else that a request passes.</summary>
    public static void UseListener(this WebApplication app, ApiOptions api)
    {
        app.Use(async (http, next) =>
        {
            var connection = http.Features.Get<OpenConnection>();
            if (connection?.Begin() == false) return; // it has been given up
            try
            {
                await next(http);
            }
            finally
            {
                connection?.End();
            }
        });
        if (api.TrustedProxies.Count > 0) app.UseForwardedHeaders(Proxies(api));
    }

    static void Bounded(ListenOptions listen)
    {
        var connections = listen.ApplicationServices.GetRequiredService<OpenConnections>();
        listen.Protocols = HttpProtocols.Http1; // one request at a time: the bounds of connections bound requests too
        listen.Use(next => connection => connections.Carry(connection, next));
        if (listen.ApplicationServices.GetService<CertificateWatch>() is not { } certificate) return;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTime,
            OnConnection = handshake => ValueTask.FromResult(certificate.For(handshake.Connection)),
        });
    }

    /// <summary>Who a request comes from and what the client called us, as the proxies of the list say; anybody else's headers are ignored.</summary>
    static ForwardedHeadersOptions Proxies(ApiOptions api)
    {
        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // a chain of proxies of the list
        };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in api.TrustedProxies) headers.KnownIPNetworks.Add(network);
        return headers;
    }
}
