using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Abaca.Server.Hosting;

/// <summary>
/// Datagrams to a socket of the machine. Whoever listens there may be started anew: what cannot be sent is sent once more with a new socket.
/// One who does not read holds nobody up for longer than a moment, once: what comes until he reads again is lost.
/// </summary>
/// <param name="path">The socket.</param>
sealed class DatagramSocket(string path) : IDisposable
{
    const int Patience = 300; // milliseconds
    const int NoPatience = 1;

    readonly Lock gate = new();
    Socket? socket;
    bool stalled;

    /// <summary>Sends one.</summary>
    public void Send(byte[] datagram)
    {
        lock (gate)
        {
            if (!IsDealtWith(datagram)) IsDealtWith(datagram);
        }
    }

    bool IsDealtWith(byte[] datagram)
    {
        try
        {
            socket ??= Connected();
            socket.SendTimeout = stalled ? NoPatience : Patience;
            socket.Send(datagram);
            stalled = false;
            return true;
        }
        catch (SocketException full) when (full.SocketErrorCode is SocketError.WouldBlock or SocketError.TimedOut or SocketError.NoBufferSpaceAvailable)
        {
            return stalled = true;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            socket = null;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) socket?.Dispose();
    }

    Socket Connected()
    {
        var made = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        made.Connect(new UnixDomainSocketEndPoint(path));
        return made;
    }
}

/// <summary>Syslog as RFC 3164 has it: <c>&lt;priority&gt;abaca[process]: text</c>.</summary>
/// <param name="socket">/dev/log.</param>
/// <param name="facility">Number of the facility.</param>
sealed class SyslogOutput(DatagramSocket socket, int facility) : ILogOutput
{
    /// <summary>Where syslog listens.</summary>
    public const string Path = "/dev/log";

    /// <inheritdoc/>
    public void Write(LogLine line) => socket.Send(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"<{(facility * 8) + line.Severity}>abaca[{Environment.ProcessId}]: {line.Area} [{line.RequestId ?? "-"}] {line.Text}")));

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}

/// <summary>systemd's journal in its native protocol, with the fields that oslo.log gives it.</summary>
/// <param name="socket">The journal's socket.</param>
sealed class JournalOutput(DatagramSocket socket) : ILogOutput
{
    /// <summary>Where the journal listens.</summary>
    public const string Path = "/run/systemd/journal/socket";

    /// <inheritdoc/>
    public void Write(LogLine line)
    {
        using var entry = new MemoryStream();
        Add(entry, "MESSAGE", line.Text);
        Add(entry, "PRIORITY", line.Severity.ToString(CultureInfo.InvariantCulture));
        Add(entry, "SYSLOG_IDENTIFIER", "abaca");
        Add(entry, "LOGGER_NAME", line.Area);
        if (line.RequestId is { } request) Add(entry, "REQUEST_ID", request);
        socket.Send(entry.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    // A name, a line feed, the length as 64 bits with the low byte first, the value, a line feed: good for any value.
    static void Add(MemoryStream entry, string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        entry.Write(Encoding.ASCII.GetBytes(name + "\n"));
        entry.Write(length);
        entry.Write(bytes);
        entry.WriteByte((byte)'\n');
    }
}
