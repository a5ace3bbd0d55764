using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Reads the body of a request whole. What is wrong with its form on the wire is the client's fault and never a bug of ours.</summary>
static class RequestBody
{
    /// <summary>The body; empty when there is none.</summary>
    /// <param name="http">The request.</param>
    /// <param name="most">Longest body in bytes.</param>
    /// <exception cref="BrokenBody">It cannot be read.</exception>
    public static async ValueTask<PooledBuffer> Read(HttpContext http, int most)
    {
        var buffer = new PooledBuffer();
        try
        {
            if (http.Request.ContentLength > most) throw BrokenBody.TooLarge();
            int read;
            while ((read = await OpenConnection.Receive(http, http.Request.Body.ReadAsync(buffer.GetMemory(), http.RequestAborted))) > 0)
            {
                buffer.Advance(read);
                if (buffer.Written.Length > most) throw BrokenBody.TooLarge();
            }
            return buffer;
        }
        catch (Exception broken)
        {
            buffer.Dispose();
            throw broken switch
            {
                BadHttpRequestException bad => BrokenBody.Of(bad.StatusCode),
                ConnectionResetException or OperationCanceledException => BrokenBody.ClientIsGone(),
                IOException => BrokenBody.Of(StatusCodes.Status400BadRequest), // a chunk whose size no number can hold
                _ => broken,
            };
        }
    }
}
