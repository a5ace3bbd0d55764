using Abaca.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Sends each request where it belongs: version documents, health check, or the API.</summary>
public sealed class FrontDoor(ManilaApi api, Db db, IAuthentication authentication, ApiSettings settings)
{
    const string Disabled = "/etc/manila/healthcheck_disable";

    /// <summary>Answers one request.</summary>
    public Task Handle(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith("/v2/", StringComparison.Ordinal)) return api.Handle(http);
        RequestIds.Assign(http);
        return path switch
        {
            "/" or "" => VersionDocuments.Write(http, 300, settings.BaseUrl),
            "/v2" => MovedToVersion(http),
            "/healthcheck" when http.Request.Method is "GET" or "HEAD" => Health(http),
            _ => Faults.NoSuchPath(http),
        };
    }

    static Task MovedToVersion(HttpContext http)
    {
        http.Response.StatusCode = 302;
        http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host.Value}/v2/";
        return Task.CompletedTask;
    }

    // The file is how operators take a node out of a load balancer; Manila's path is kept for their scripts.
    async Task Health(HttpContext http)
    {
        if (File.Exists(Disabled)) await Faults.Plain(http, 503, "DISABLED BY FILE");
        else if (!await Answers(http.RequestAborted)) await Faults.Plain(http, 503, "DATABASE UNREACHABLE");
        else if (await authentication.Trouble(http.RequestAborted) is not null) await Faults.Plain(http, 503, "IDENTITY SERVICE REFUSES THE SERVICE'S OWN USER");
        else await Faults.Plain(http, 200, "OK");
    }

    // A node that cannot read its database answers nobody: the load balancer should know.
    async Task<bool> Answers(CancellationToken ct)
    {
        try
        {
            await db.Number($"SELECT COUNT(*) FROM services", ct);
            return true;
        }
        catch (DatabaseUnavailable)
        {
            return false;
        }
    }
}
