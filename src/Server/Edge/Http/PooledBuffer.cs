using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>A growing buffer from the shared pool: an answer is written whole before its first byte is sent, so that an error can still replace it.</summary>
sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    byte[] bytes = ArrayPool<byte>.Shared.Rent(4096);
    int used;

    /// <summary>Bytes written so far.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, used);

    /// <summary>Forgets what was written; the room stays.</summary>
    public void Clear() => used = 0;

    /// <inheritdoc/>
    public void Advance(int count) => used += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsMemory(used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsSpan(used);
    }

    /// <summary>Sends what was written, with its length.</summary>
    public async Task SendTo(HttpResponse response)
    {
        response.ContentLength = used;
        await OpenConnection.Send(response.HttpContext, response.Body.WriteAsync(Written));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        used = 0;
    }

    void Grow(int sizeHint)
    {
        var needed = used + Math.Max(sizeHint, 256);
        if (needed <= bytes.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, bytes.Length * 2));
        bytes.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
