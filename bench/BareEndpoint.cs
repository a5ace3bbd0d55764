using Abaca.Server.Microversions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Abaca.Bench;

/// <summary>
/// What any service on Kestrel could answer at best: the same bytes and headers from memory, with the service's own Kestrel settings
/// and nothing else in the way. A program mode of the bench, so that it runs in a process of its own.
/// </summary>
static class BareEndpoint
{
    /// <summary>Runs until it is ended. Arguments: port, file with the body.</summary>
    public static async Task<int> Run(string[] args)
    {
        var body = await File.ReadAllBytesAsync(args[1]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(int.Parse(args[0]));
        });
        var app = builder.Build();
        app.Run(http =>
        {
            var headers = http.Response.Headers;
            headers["x-compute-request-id"] = "req-00000000-0000-0000-0000-000000000000";
            headers["x-openstack-request-id"] = "req-00000000-0000-0000-0000-000000000000";
            headers["X-OpenStack-Manila-API-Version"] = ApiVersion.NewestText;
            headers.Vary = "X-OpenStack-Manila-API-Version";
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body).AsTask();
        });
        await app.RunAsync();
        return 0;
    }
}
