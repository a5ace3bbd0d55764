using System.Net;
using Abaca.Server.Hosting;

namespace Abaca.Server.Doctor;

/// <summary>Whether the API's address and port can be listened on, when nobody does.</summary>
sealed class PortCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "port";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var at = new IPEndPoint(context.Options.Api.Listen, context.Options.Api.Port);
        var answer = await context.Service;
        if (answer.Newest is not null) return [HealthFinding.Ok(at.ToString(), "Held by a share service.")];
        if (answer.Connected && ServiceDoor.IsClosedToUs(context)) return [HealthFinding.Ok(at.ToString(), "Somebody listens there; who cannot be asked without a client certificate.")];
        if (answer.Connected)
        {
            return [HealthFinding.Problem(at.ToString(), "Something that is no share service listens there.",
                $"ss -ltnp 'sport = :{at.Port}' shows who. Stop it, or choose another port: osapi_share_listen_port.")];
        }
        return
        [
            ListenTrial.Of(at) is { } no
                ? HealthFinding.Problem(at.ToString(), $"The service could not listen there: {no.What}.", no.Remedy)
                : HealthFinding.Ok(at.ToString(), "Free."),
        ];
    }
}
