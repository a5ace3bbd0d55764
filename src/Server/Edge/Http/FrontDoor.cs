using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Sends each request where it belongs: version documents, health check, or the API.</summary>
public sealed class FrontDoor(ManilaApi api, HealthDoor health, ApiSettings settings)
{
    /// <summary>Answers one request.</summary>
    public Task Handle(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith("/v2/", StringComparison.Ordinal)) return api.Handle(http);
        var requestId = RequestIds.Assign(http);
        if (HealthDoor.IsFor(http, path)) return health.Answer(http, path, requestId);
        return path switch
        {
            "/" or "" => VersionDocuments.Write(http, 300, settings.BaseUrl),
            "/v2" => MovedToVersion(http),
            _ => Faults.NoSuchPath(http),
        };
    }

    static Task MovedToVersion(HttpContext http)
    {
        http.Response.StatusCode = 302;
        http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host.Value}/v2/";
        return Task.CompletedTask;
    }
}
