using System.Net.Sockets;
using System.Text;
using Abaca.Server.Microversions;

namespace Abaca.Tests.Server.BadInput;

/// <summary>A request written byte by byte: an HTTP library would put broken addresses right.</summary>
static class RawRequest
{
    /// <summary>Sends it as an administrator and reads the answer to its end.</summary>
    public static async Task<Answer> Send(ApiHost host, string method, string target, string? body = null, string version = ApiVersion.NewestText)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await using var stream = client.GetStream();
        var content = Encoding.UTF8.GetBytes(body ?? "");
        var head = $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: {ApiHost.Admin}\r\n"
            + $"X-OpenStack-Manila-API-Version: {version}\r\n"
            + (body is null ? "" : $"Content-Type: application/json\r\nContent-Length: {content.Length}\r\n") + "\r\n";
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
            await stream.WriteAsync(content);
        }
        catch (IOException)
        {
            // refused before it was read to the end; the answer is there all the same
        }
        var text = await reader.ReadToEndAsync();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return new Answer(int.Parse(text.AsSpan(9, 3)), Unchunked(text, end), new Dictionary<string, string>());
    }

    static string Unchunked(string text, int end)
    {
        var (head, body) = (text[..end], text[(end + 4)..]);
        if (!head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) return body;
        var start = body.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? "" : body[start..(body.LastIndexOf('}') + 1)];
    }
}
