using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Writes errors in Manila's envelope.</summary>
static class Faults
{
    /// <summary>Text of every 500: the cause is in the log, under the request id.</summary>
    public const string Internal = "The server has either erred or is incapable of performing the requested operation.";

    /// <summary>Writes a fault. One of a quota says that waiting changes nothing: Retry-After 0.</summary>
    public static Task Write(HttpContext http, int status, string message) => Write(http, status, message, status == 413 ? "0" : null);

    /// <summary>429: the project sends more than it may.</summary>
    public static Task TooFast(HttpContext http, TimeSpan wait)
    {
        var seconds = Seconds(wait);
        return Write(http, 429, $"This project sends more requests in a minute than it may. Retry after {seconds} seconds.", seconds);
    }

    /// <summary>503: it may be done a little later.</summary>
    public static Task NotNow(HttpContext http, string message, TimeSpan wait) => Write(http, 503, message, Seconds(wait));

    static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    static async Task Write(HttpContext http, int status, string message, string? retryAfter)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle.Writer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Key(status));
            json.WriteNumber("code"u8, status);
            json.WriteString("message"u8, message);
            if (retryAfter is not null) json.WriteString("retryAfter"u8, retryAfter);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        await buffer.SendTo(http.Response);
    }

    /// <summary>404 for a path that no template matches: without envelope, as the routing library answers it.</summary>
    public static Task NoSuchPath(HttpContext http)
    {
        http.Response.StatusCode = 404;
        if (!http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Plain(http, 404, "404 Not Found\n\nThe resource could not be found.\n\n   ");
        }
        http.Response.ContentType = "application/json; charset=UTF-8";
        return http.Response.WriteAsync(
            """{"message": "The resource could not be found.<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found"}""");
    }

    /// <summary>An error without envelope.</summary>
    public static Task Plain(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=UTF-8";
        return http.Response.WriteAsync(text);
    }

    static string Key(int status) => status switch
    {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 or 429 => "overLimit",
        415 => "badMediaType",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    };
}
