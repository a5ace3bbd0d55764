using System.Text.Json.Nodes;
using Abaca.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>
/// <c>/healthcheck</c>: whether this node answers, as oslo.middleware's health check says it; <c>/healthcheck/ready</c>: whether all that stands behind
/// it is there, too. Neither is logged. Administrators are told what is wrong, everybody else only that something is.
/// </summary>
public sealed class HealthDoor(Callers callers, IEnumerable<IHealthPart> parts, TimeProvider clock)
{
    /// <summary>The file with which operators take a node out of a load balancer; Manila's path is kept for their scripts.</summary>
    const string Disabled = "/etc/manila/healthcheck_disable";

    const string Path = "/healthcheck";
    const string Ready = Path + "/ready";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether a request is one of a health check.</summary>
    public static bool IsFor(HttpContext http, string path) => http.Request.Method is "GET" or "HEAD" && path is (Path or Ready);

    /// <summary>Answers one.</summary>
    public Task Answer(HttpContext http, string path, string requestId) => Answer(http, requestId, part => part.IsOfNode || path == Ready);

    async Task Answer(HttpContext http, string requestId, Func<IHealthPart, bool> asked)
    {
        var trouble = File.Exists(Disabled)
            ? [new HealthTrouble("file", "DISABLED BY FILE", Disabled)]
            : await Examine([.. parts.Where(asked)], http.RequestAborted);
        http.Response.StatusCode = trouble.Count > 0 ? 503 : 200;
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Method == "HEAD")
        {
            if (trouble.Count == 0) http.Response.StatusCode = 204;
            return;
        }
        var detailed = await IsAdmin(http, requestId);
        if (!http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            await Faults.Plain(http, http.Response.StatusCode, trouble.Count == 0 ? "OK" : string.Join('\n', trouble.Select(one => detailed ? $"{one.Reason}: {one.Details}" : one.Reason)));
            return;
        }
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Json(trouble, detailed).ToJsonString(), http.RequestAborted);
    }

    async Task<IReadOnlyList<HealthTrouble>> Examine(IReadOnlyList<IHealthPart> asked, CancellationToken ct)
    {
        var found = new List<HealthTrouble>();
        foreach (var part in asked)
        {
            if (await Look(part, ct) is not { } details) continue;
            found.Add(new HealthTrouble(part.Name, part.Reason, details));
            if (part.IsOfNode) break; // what stands behind cannot be seen without it
        }
        return found;
    }

    // What does not answer in time is not well.
    async Task<string?> Look(IHealthPart part, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await part.Trouble(either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} s");
        }
        catch (DatabaseUnavailable away)
        {
            return away.Message;
        }
    }

    async Task<bool> IsAdmin(HttpContext http, string requestId)
    {
        if (!http.Request.Headers.ContainsKey("X-Auth-Token")) return false;
        try
        {
            return await callers.Known(http, requestId) is { IsAdmin: true };
        }
        catch (Exception away) when (away is IdentityUnavailable or DatabaseUnavailable)
        {
            return false; // nobody can say who it is
        }
    }

    static JsonObject Json(IReadOnlyList<HealthTrouble> trouble, bool detailed)
    {
        if (!detailed) return new JsonObject { ["detailed"] = false, ["reasons"] = new JsonArray([.. trouble.Count == 0 ? [Text("OK")] : trouble.Select(one => Text(one.Reason))]) };
        return new JsonObject
        {
            ["detailed"] = true,
            ["reasons"] = new JsonArray(
            [
                .. trouble.Count == 0
                    ? [new JsonObject { ["class"] = "service", ["reason"] = "OK", ["details"] = "" }]
                    : trouble.Select(one => new JsonObject { ["class"] = one.Name, ["reason"] = one.Reason, ["details"] = one.Details }),
            ]),
        };
    }

    static JsonNode? Text(string text) => JsonValue.Create(text);
}
