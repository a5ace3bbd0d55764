using Abaca.Server.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Abaca.Server.Http;

/// <summary>
/// The edge: from an HTTP request under <c>/v2/</c> to one use case and back. The order of the checks is Manila's:
/// path, version, body, endpoint, project, policy, use case.
/// </summary>
public sealed partial class ManilaApi(
    RouteTree routes, History history, Callers callers, ApiSettings settings, ILogger<ManilaApi> log)
{
    /// <summary>Answers one request whose path starts with <c>/v2/</c>.</summary>
    public async Task Handle(HttpContext http)
    {
        var requestId = RequestIds.Assign(http);
        using var scope = log.BeginScope("request {RequestId}", requestId);
        try
        {
            if (settings.BaseUrl is { } url) LinkBases.Configure(http, url);
            await Answer(http, requestId);
        }
        catch (ApiRefusal refusal)
        {
            await Faults.Write(http, refusal.Status, refusal.Message);
        }
        catch (BrokenBody broken)
        {
            if (broken.Status is { } status) await Faults.Write(http, status, broken.Message);
            else http.Abort();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception broken) when (http.Response.HasStarted)
        {
            LogCutShort(broken, http.Request.Method, http.Request.Path, requestId);
            http.Abort(); // a body that ends too soon is noticed; one that looks whole would be believed
        }
        catch (DatabaseUnavailable unavailable)
        {
            LogUnavailable(requestId, unavailable.Message);
            await Faults.Write(http, 503, "The service cannot reach its database at the moment. Try again later.");
        }
        catch (TextNotStorable text)
        {
            await Faults.Write(http, 400, text.Message);
        }
        catch (IdentityUnavailable unavailable)
        {
            await Faults.NotNow(http, "The identity service is temporarily unavailable.", unavailable.RetryAfter); // the log has said why
        }
        catch (Exception bug)
        {
            LogBug(bug, http.Request.Method, http.Request.Path, requestId);
            await Faults.Write(http, 500, Faults.Internal);
        }
    }

    async Task Answer(HttpContext http, string requestId)
    {
        if (http.Request.ContentLength > settings.MaxBodyBytes)
        {
            await Faults.Plain(http, 413, "Request is too large.");
            return;
        }
        if (await callers.Identify(http, requestId) is not { } caller) return;
        var audited = http.Features.Get<AuditedRequest>();

        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!ValidText.IsAddress(target)) throw Refusals.Bad("Malformed request URL: it is not valid UTF-8.");
        var path = http.Request.Path.Value!["/v2".Length..];
        if (path == "/" && http.Request.Method == "GET")
        {
            await VersionDocuments.Write(http, 200, settings.BaseUrl);
            return;
        }
        if (routes.Find(path) is not { } match || !match.Has(http.Request.Method))
        {
            await Faults.NoSuchPath(http);
            return;
        }
        if (audited is not null) audited.ResourceId = match.Values.GetValueOrDefault("id");
        var asked = RequestedVersion.Read(http);
        var body = await ReadBody(http, match);
        var spelling = SpellingFor(http.Request.Method, match, asked, body);
        if (audited is not null) audited.Endpoint = spelling.Endpoint.Name;
        if (match.ProjectId is { } project && project != caller.ProjectId) throw Refusals.Bad("Malformed request URL: it names another project than the token.");
        // A late rule is asked of the resource; a token that is for no project may not even look for one.
        if (spelling.Endpoint.Policy is { } rule && (!spelling.Endpoint.Late || caller.Principal.ProjectId is null)) caller.Must(rule);
        var call = new Call(http, caller, asked, (match, spelling), body, history);
        await Send(http, call, await spelling.Handle(call));
    }

    async ValueTask<JsonElement?> ReadBody(HttpContext http, RouteMatch match)
    {
        if (http.Request.Method is not ("POST" or "PUT")) return null;
        var isAction = match.HasActions();
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return isAction ? throw Refusals.Bad("The body of an action must be JSON (Content-Type: application/json).") : null;
        }
        using var buffer = await RequestBody.Read(http, settings.MaxBodyBytes);
        if (buffer.Written.IsEmpty) return isAction ? throw Refusals.Bad("An action needs a body.") : null;
        if (!ValidText.IsJson(buffer.Written.Span)) throw Refusals.Bad("Malformed request body: it is not valid Unicode.");
        try
        {
            using var document = JsonDocument.Parse(buffer.Written);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Refusals.Bad("Malformed request body: it is not valid JSON.");
        }
    }

    static Spelling SpellingFor(string method, RouteMatch match, RequestedVersion asked, JsonElement? body)
    {
        var action = match.HasActions(method) ? ActionKey(body) : null;
        var known = action is null;
        for (var i = 0; i < match.Spellings.Count; i++)
        {
            var spelling = match.Spellings[i];
            if (spelling.Endpoint.Method != method || spelling.Action != action) continue;
            if (spelling.Serves(asked.Version, asked.Experimental)) return spelling;
            known = true;
        }
        throw known ? Refusals.NoSuchOperation() : Refusals.Bad($"There is no such action: {action}.");
    }

    static string ActionKey(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json) throw Refusals.Bad("The body of an action must be a JSON object.");
        var keys = json.EnumerateObject().Take(2).ToList();
        return keys.Count == 1 ? keys[0].Name : throw Refusals.Bad("The body of an action must have exactly one key: the action.");
    }

    static async Task Send(HttpContext http, Call call, Reply reply)
    {
        http.Response.StatusCode = reply.Status;
        if (!reply.HasBody)
        {
            if (reply.Status != 204) http.Response.ContentLength = 0;
            return;
        }
        using var answer = new JsonAnswer(http.Response);
        http.Response.ContentType = "application/json";
        await reply.WriteTo(answer, call);
        if (http.Features.Get<AuditedRequest>() is { } audited) audited.Made(answer.Whole());
        await answer.End(http.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed, request {RequestId}")]
    partial void LogBug(Exception bug, string method, string path, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed when a part of the answer was sent, request {RequestId}")]
    partial void LogCutShort(Exception broken, string method, string path, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Database unavailable, request {RequestId}: {Reason}")]
    partial void LogUnavailable(string requestId, string reason);
}
