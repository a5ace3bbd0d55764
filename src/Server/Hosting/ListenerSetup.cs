using System.Net;
using Abaca.Server.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Server.Hosting;

/// <summary>The socket of the API: where it listens, how many it carries, whom it believes.</summary>
static class ListenerSetup
{
    /// <summary>Listens on the one address of the options and on no other.</summary>
    public static void AddListener(this WebApplicationBuilder builder, ApiOptions api)
    {
        builder.Services.AddSingleton(services => new ConnectionBook(
            ConnectionBook.Bound(api.MaxConnections, ConnectionBook.Descriptors()), api.MaxConnectionsPerAddress, api.TrustedProxies,
            services.GetRequiredService<TimeProvider>()));
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
    }

    /// <summary>What stands before everything else that a request passes.</summary>
    public static void UseListener(this WebApplication app, ApiOptions api)
    {
        app.Use(async (http, next) =>
        {
            var connection = http.Features.Get<OpenConnection>();
            connection?.Begin();
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
        var book = listen.ApplicationServices.GetRequiredService<ConnectionBook>();
        listen.Use(next => connection => book.Carry(connection, next));
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
