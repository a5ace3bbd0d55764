using Abaca.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Finds out who sends a request, and whether he is heard now.</summary>
public sealed class Callers(IAuthentication authentication, IPolicy policy, RequestRate? rate = null)
{
    /// <summary>The caller; null when the request has been answered: 401 without a valid token, 429 beyond the project's limit.</summary>
    public async ValueTask<Caller?> Identify(HttpContext http, string requestId)
    {
        var token = http.Request.Headers["X-Auth-Token"].ToString();
        if (token.Length == 0 || await authentication.Identify(token, http.Request.Headers["X-Service-Token"].ToString(), http.RequestAborted) is not var (principal, service))
        {
            await Unknown(http);
            return null;
        }
        var caller = new Caller(principal, service, requestId, policy);
        if (http.Features.Get<AuditedRequest>() is { } audited) (audited.Caller, audited.Service) = (principal, service);
        if (rate?.Refuses(caller) is not { } wait) return caller;
        await Faults.TooFast(http, wait);
        return null;
    }

    Task Unknown(HttpContext http)
    {
        http.Response.StatusCode = 401;
        http.Response.Headers.WWWAuthenticate = authentication.Challenge;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            """{"error": {"message": "The request you have made requires authentication.", "code": 401, "title": "Unauthorized"}}""");
    }
}
