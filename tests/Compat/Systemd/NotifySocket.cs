using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Abaca.Tests.Compat.Systemd;

/// <summary>systemd's end of NOTIFY_SOCKET: hears what a service says of itself.</summary>
sealed class NotifySocket : IDisposable
{
    readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    readonly ConcurrentQueue<string> heard = new();

    /// <summary>Listens from now on.</summary>
    public NotifySocket()
    {
        Path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("abaca-notify-").FullName, "socket");
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        new Thread(Hear) { IsBackground = true }.Start();
    }

    /// <summary>Where it listens.</summary>
    public string Path { get; }

    /// <summary>How often a word was said.</summary>
    public int Count(string word) => heard.Count(said => said == word);

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    void Hear()
    {
        var room = new byte[4096];
        try
        {
            while (true)
            {
                var length = socket.Receive(room);
                foreach (var line in Encoding.UTF8.GetString(room, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries)) heard.Enqueue(line);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
        catch (ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
