using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Abaca.Server.Identity.Memcached;

/// <summary>
/// One connection to a memcached, over its text protocol (doc/protocol.txt of memcached): <c>get</c> and <c>set</c>. One exchange at a time; after
/// an exception it is out of step and must be disposed.
/// </summary>
sealed class MemcachedConnection : IDisposable
{
    /// <summary>The server is asked for what this service wrote, which is far smaller.</summary>
    const int LargestValue = 65536;

    readonly Socket socket;
    readonly byte[] received = new byte[4096];
    int start;
    int end;

    MemcachedConnection(Socket socket) => this.socket = socket;

    /// <summary>Connects.</summary>
    public static async Task<MemcachedConnection> Open(EndPoint place, CancellationToken ct)
    {
        var opened = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await opened.ConnectAsync(place, ct);
            return new MemcachedConnection(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The value of a key, or null when there is none.</summary>
    /// <exception cref="IOException">The server broke off or says what is no answer.</exception>
    public async Task<byte[]?> Get(string key, CancellationToken ct)
    {
        await Send(Encoding.ASCII.GetBytes($"get {key}\r\n"), ct);
        var line = await Line(ct);
        if (line == "END") return null;
        if (line.Split(' ') is not ["VALUE", var named, _, var length, ..] || named != key
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes > LargestValue)
            throw new IOException("memcached answers a get with what is no value");
        var value = new byte[bytes + 2];
        await Read(value, ct);
        if (await Line(ct) != "END") throw new IOException("memcached sends more than was asked for");
        return value[..bytes];
    }

    /// <summary>Keeps a value for so long (whole seconds). A server that has no room says so, and keeps nothing.</summary>
    /// <exception cref="IOException">The server broke off or says what is no answer.</exception>
    public async Task Set(string key, ReadOnlyMemory<byte> value, int seconds, CancellationToken ct)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"set {key} 0 {seconds} {value.Length}\r\n"));
        await Send((byte[])[.. head, .. value.Span, (byte)'\r', (byte)'\n'], ct);
        var line = await Line(ct);
        if (line is not ("STORED" or "NOT_STORED") && !line.StartsWith("SERVER_ERROR", StringComparison.Ordinal))
            throw new IOException("memcached answers a set with what is no answer");
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    async Task Send(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, ct)..];
    }

    async Task<string> Line(CancellationToken ct)
    {
        while (true)
        {
            var at = received.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.ASCII.GetString(received, start, at);
                start += at + 2;
                return line;
            }
            if (start > 0) (start, end) = (0, Moved());
            if (end == received.Length) throw new IOException("memcached sends a line without an end");
            end += await Receive(received.AsMemory(end), ct);
        }
    }

    async Task Read(Memory<byte> whole, CancellationToken ct)
    {
        var ready = Math.Min(whole.Length, end - start);
        received.AsSpan(start, ready).CopyTo(whole.Span);
        start += ready;
        for (var rest = whole[ready..]; !rest.IsEmpty;) rest = rest[await Receive(rest, ct)..];
    }

    async Task<int> Receive(Memory<byte> into, CancellationToken ct) =>
        await socket.ReceiveAsync(into, ct) is > 0 and var count ? count : throw new IOException("memcached closed the connection");

    int Moved()
    {
        received.AsSpan(start, end - start).CopyTo(received);
        return end - start;
    }
}
