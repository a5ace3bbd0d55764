using System.Net;
using System.Net.Sockets;

namespace Abaca.Drivers.Local;

/// <summary>Choice of a TCP port for NFS.</summary>
static class NfsPorts
{
    /// <summary>The port that clients take when none is named.</summary>
    public const int Standard = 2049;

    const int FirstOther = 12049;
    const int LastOther = 12149;

    /// <summary>The standard port when it is free on the address, else the first free one of a range; null when none is.</summary>
    public static int? FirstFree(IPAddress address)
    {
        if (IsFree(address, Standard)) return Standard;
        for (var port = FirstOther; port <= LastOther; port++)
            if (IsFree(address, port))
                return port;
        return null;
    }

    static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
