using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Hosting;

/// <summary>Why an address cannot be listened on.</summary>
/// <param name="What">What the system says, without a full stop.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ListenRefusal(string What, string Remedy);

/// <summary>
/// Takes an address for a moment, to know that it can be had: at a start before anything is written, and in a diagnosis.
/// </summary>
public static class ListenTrial
{
    /// <summary>Why the address cannot be had, or null when it can.</summary>
    public static ListenRefusal? Of(IPEndPoint at)
    {
        ArgumentNullException.ThrowIfNull(at);
        try
        {
            using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the web server does: all addresses of IPv6 are those of IPv4, too.
            if (at.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(at);
            return null;
        }
        catch (SocketException no)
        {
            return new ListenRefusal(no.Message.TrimEnd('.'), no.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable => "It is no address of this machine (ip address shows them): correct abaca_listen or osapi_share_listen.",
                SocketError.AccessDenied => "Ports below 1024 need root: choose another with osapi_share_listen_port.",
                SocketError.AddressAlreadyInUse => $"ss -ltnp 'sport = :{at.Port}' shows who listens there. Stop it, or choose another port with osapi_share_listen_port: OS_DEFAULT__OSAPI_SHARE_LISTEN_PORT=8787 abaca serve",
                _ => "Choose another port with osapi_share_listen_port.",
            });
        }
    }
}
