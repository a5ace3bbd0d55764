using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>
/// The body of an answer on its way out. A small one is sent whole, with its length; a long list goes out in pieces as it is written, so that it
/// takes no more memory than a short one.
/// </summary>
sealed class JsonAnswer(HttpResponse response) : IDisposable
{
    const int PieceBytes = 256 * 1024;

    readonly PooledBuffer buffer = new();
    Utf8JsonWriter? json;
    bool begun;

    /// <summary>Where the JSON is written to.</summary>
    public Utf8JsonWriter Json => json ??= new Utf8JsonWriter(buffer, JsonStyle.Writer);

    /// <summary>Between two items: sends what there is when it is much.</summary>
    public async ValueTask Next(CancellationToken ct)
    {
        if (buffer.Written.Length + Json.BytesPending < PieceBytes) return;
        await Json.FlushAsync(ct);
        begun = true;
        await OpenConnection.Send(response.HttpContext, response.Body.WriteAsync(buffer.Written, ct));
        buffer.Clear();
    }

    /// <summary>All of a small answer, before it is sent; nothing of one that goes out in pieces.</summary>
    public ReadOnlyMemory<byte> Whole()
    {
        Json.Flush();
        return begun ? ReadOnlyMemory<byte>.Empty : buffer.Written;
    }

    /// <summary>Sends the rest.</summary>
    public async Task End(CancellationToken ct)
    {
        await Json.FlushAsync(ct);
        if (begun) await OpenConnection.Send(response.HttpContext, response.Body.WriteAsync(buffer.Written, ct));
        else await buffer.SendTo(response);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json?.Dispose();
        buffer.Dispose();
    }
}
