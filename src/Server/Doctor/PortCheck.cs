using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Server.Doctor;

/// <summary>Whether the API's address and port can be listened on, when nobody does.</summary>
sealed class PortCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "port";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct)
    {
        var at = new IPEndPoint(visit.Options.Api.Listen, visit.Options.Api.Port);
        var answer = await visit.Service;
        if (answer.Newest is not null) return [HealthFinding.Ok(at.ToString(), "Held by a share service.")];
        if (answer.Connected)
        {
            return [HealthFinding.Problem(at.ToString(), "Something that is no share service listens there.",
                $"ss -ltnp 'sport = :{at.Port}' shows who. Stop it, or choose another port: osapi_share_listen_port.")];
        }
        return [TryToListen(at)];
    }

    static HealthFinding TryToListen(IPEndPoint at)
    {
        try
        {
            using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(at);
            return HealthFinding.Ok(at.ToString(), "Free.");
        }
        catch (SocketException e)
        {
            return HealthFinding.Problem(at.ToString(), $"The service could not listen there: {e.Message}.", e.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable => "It is no address of this machine (ip address shows them): correct abaca_listen or osapi_share_listen.",
                SocketError.AccessDenied => "Ports below 1024 need root: choose another with osapi_share_listen_port.",
                _ => "Choose another port with osapi_share_listen_port.",
            });
        }
    }
}
