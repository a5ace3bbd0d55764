using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Abaca.Tests.Unit.Identity;

/// <summary>A memcached on loopback whose entries a test reads and writes, and which can be silent or talk rubbish.</summary>
sealed class StandInMemcached : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public StandInMemcached()
    {
        listener.Start();
        _ = Serve();
    }

    /// <summary>As configured.</summary>
    public string Place => listener.LocalEndpoint.ToString()!;

    /// <summary>What is kept.</summary>
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

    /// <summary>What is answered instead; null: what is right. Empty: nothing at all.</summary>
    public string? Rubbish { get; set; }

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    async Task Serve()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
            Connections++;
            _ = Serve(client);
        }
    }

    async Task Serve(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        try
        {
            while (await Line(stream) is { Length: > 0 } line)
            {
                if (Rubbish is { Length: 0 }) return;
                await stream.WriteAsync(Rubbish is { } other ? Encoding.ASCII.GetBytes(other) : await Answer(line.Split(' '), stream));
            }
        }
        catch (IOException)
        {
            // the other side is gone
        }
    }

    async Task<byte[]> Answer(string[] words, NetworkStream stream)
    {
        if (words[0] == "get")
        {
            return Entries.TryGetValue(words[1], out var kept)
                ? [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"VALUE {words[1]} 0 {kept.Length}\r\n")), .. kept, .. "\r\nEND\r\n"u8]
                : "END\r\n"u8.ToArray();
        }
        var value = new byte[int.Parse(words[4], CultureInfo.InvariantCulture) + 2];
        await stream.ReadExactlyAsync(value);
        Entries[words[1]] = value[..^2];
        return "STORED\r\n"u8.ToArray();
    }

    static async Task<string> Line(NetworkStream stream)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return "";
    }
}
