using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Identity.Api;

/// <summary>Everything under <c>/identity</c>: finds the call, knows the caller, writes the answer or the refusal.</summary>
sealed partial class IdentityApi(IReadOnlyList<Route> routes, Tokens tokens, IdentitySettings settings, ILogger<IdentityApi> log)
{
    /// <summary>All calls, for the table of tests.</summary>
    public IReadOnlyList<Route> Routes => routes;

    /// <summary>Serves one request whose path prefix is already cut off.</summary>
    public async Task Serve(HttpContext http)
    {
        var requestId = "req-" + Guid.NewGuid();
        using var scope = log.BeginScope("request {RequestId}", requestId);
        http.Response.Headers["x-openstack-request-id"] = requestId;
        http.Response.Headers.Vary = "X-Auth-Token";
        var origin = Origin(http.Request);
        var ct = http.RequestAborted;
        try
        {
            await Write(http, await Call(http, origin, ct), ct);
        }
        catch (IdentityRefusal refusal)
        {
            await Write(http, refusal, origin, ct);
        }
        catch (BrokenBody broken)
        {
            if (broken.Status is { } status) await Write(http, IdentityRefusals.Broken(status, broken.Message), origin, ct);
            else http.Abort();
        }
        catch (DatabaseUnavailable unavailable)
        {
            Unavailable(log, requestId, unavailable.Message);
            await Write(http, IdentityRefusals.NoDatabase(), origin, ct);
        }
        catch (TextNotStorable text)
        {
            await Write(http, new IdentityRefusal(400, "Bad Request", text.Message), origin, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The client is gone: there is nobody to answer.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            Failed(log, failure, requestId);
            await Write(http, new IdentityRefusal(500, "Internal Server Error", $"An unexpected error prevented the server from fulfilling your request ({requestId})."), origin, ct);
        }
    }

    async Task<Answer> Call(HttpContext http, string origin, CancellationToken ct)
    {
        var path = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var method = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;
        var found = routes.Select(route => (Route: route, Ids: route.Match(path))).Where(match => match.Ids is not null).ToList();
        if (found.Count == 0) throw IdentityRefusals.NoSuchPath();
        var (chosen, ids) = found.Find(match => match.Route.Method == method);
        if (chosen is null)
        {
            http.Response.Headers.Allow = string.Join(", ", found.Select(match => match.Route.Method));
            throw IdentityRefusals.NoSuchMethod();
        }
        var said = http.Request.Headers["X-Auth-Token"].ToString();
        var caller = said.Length == 0 ? null : await tokens.Check(said, ct);
        if (http.Features.Get<AuditedRequest>() is not { } audited) return await chosen.Handle(new Exchange(http, origin, ids!, caller), ct);
        audited.Endpoint = $"{chosen.Method} {chosen.Pattern}";
        audited.ResourceId = ids!.Count > 0 ? ids[^1] : null;
        if (caller is not null) audited.Caller = caller.Principal;
        return await chosen.Handle(new Exchange(http, origin, ids, caller), ct);
    }

    string Origin(HttpRequest request) => settings.FollowClient && request.Host.HasValue
        ? $"{request.Scheme}://{request.Host.ToUriComponent()}"
        : settings.PublicBase.GetLeftPart(UriPartial.Authority);

    static Task Write(HttpContext http, Answer answer, CancellationToken ct)
    {
        http.Response.StatusCode = answer.Status;
        if (answer.SubjectToken is { } token) http.Response.Headers["X-Subject-Token"] = token;
        return answer.Body is { } body ? Send(http, body, ct) : Task.CompletedTask;
    }

    Task Write(HttpContext http, IdentityRefusal refusal, string origin, CancellationToken ct)
    {
        http.Response.StatusCode = refusal.Status;
        if (refusal.Status == 401) http.Response.Headers.WWWAuthenticate = $"Keystone uri=\"{origin}/identity/v3\"";
        if (refusal.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Send(http, Answer.One("error", json =>
        {
            json.WriteNumber("code", refusal.Status);
            json.WriteString("message", refusal.Message);
            json.WriteString("title", refusal.Title);
        }), ct);
    }

    static async Task Send(HttpContext http, Action<Utf8JsonWriter> members, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        await using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = memory.Length;
        http.Features.Get<AuditedRequest>()?.Made(memory.GetBuffer().AsMemory(0, (int)memory.Length));
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await OpenConnection.Send(http, http.Response.Body.WriteAsync(memory.GetBuffer().AsMemory(0, (int)memory.Length), ct));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Database unavailable, identity request {RequestId}: {Reason}")]
    static partial void Unavailable(ILogger log, string requestId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An identity request failed ({RequestId}).")]
    static partial void Failed(ILogger log, Exception failure, string requestId);
}
