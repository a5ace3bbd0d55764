using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Hosting;

/// <summary>
/// Who did what: a line of JSON in a file of its own for each request that changes something, or would have if it had not been refused.
/// </summary>
sealed class AuditLog(LogFile file, TimeProvider time)
{
    static readonly JsonWriterOptions Style = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lets a request through and writes its line.</summary>
    public async Task Follow(HttpContext http, RequestDelegate next)
    {
        if (IsRead(http.Request.Method))
        {
            await next(http);
            return;
        }
        var (audited, at) = (new AuditedRequest(), time.GetUtcNow());
        var path = http.Request.PathBase.Add(http.Request.Path).Value ?? "";
        http.Features.Set(audited);
        var failed = true;
        try
        {
            await next(http);
            failed = false;
        }
        finally
        {
            file.Add(Line(http, path, audited, at, failed));
        }
    }

    static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    static string Line(HttpContext http, string path, AuditedRequest audited, DateTimeOffset at, bool failed)
    {
        var status = failed ? 500 : http.Response.StatusCode;
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Style))
        {
            json.WriteStartObject();
            json.WriteString("at", at.UtcDateTime);
            json.WriteString("request_id", http.Response.Headers["x-openstack-request-id"].ToString());
            json.WriteString("user_id", audited.Caller?.UserId);
            json.WriteString("user", audited.Caller?.UserName ?? audited.Claims);
            json.WriteString("project_id", audited.Caller?.ProjectId);
            if (audited.Service is { } service) json.WriteString("service", service.UserName);
            json.WriteString("from", http.Connection.RemoteIpAddress?.ToString());
            json.WriteString("method", http.Request.Method);
            json.WriteString("path", path);
            json.WriteString("operation", audited.Endpoint);
            json.WriteString("resource_id", audited.ResourceId);
            json.WriteNumber("status", status);
            json.WriteString("result", http.RequestAborted.IsCancellationRequested ? "client gone" : status switch { < 400 => "accepted", < 500 => "refused", _ => "failed" });
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(line.GetBuffer().AsSpan(0, (int)line.Length));
    }
}
