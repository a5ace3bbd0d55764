namespace Abaca.Server.Doctor;

/// <summary>Whether the service answers at its address and says what a share service says.</summary>
sealed class ServiceCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "service";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var answer = await context.Service;
        var at = answer.Address.ToString();
        return answer switch
        {
            { Connected: false } => [HealthFinding.Warning(at, "Nothing listens there: the service does not run.", "Start it: abaca serve")],
            { Trouble: not null } when ServiceDoor.IsClosedToUs(context) => [HealthFinding.Ok(at,
                "Something listens there. What it answers is not known: it asks for client certificates ([ssl] ca_file), and the server's own is none.")],
            { Trouble: { } trouble } => [HealthFinding.Problem(at, trouble, "Look into the log of what listens there; if it is the service, restart it.")],
            { Newest: null } => [HealthFinding.Problem(at, "The answer is no version document.", "Look who listens there (ss -ltnp), and check abaca_listen and osapi_share_listen_port.")],
            { Health: 503 } => [HealthFinding.Warning(at, "It runs, but was taken out of service by a file.", "Remove /etc/manila/healthcheck_disable when it may take requests again.")],
            { Health: not 200 } => [HealthFinding.Problem(at, $"/healthcheck answers {answer.Health}.", "Look into the service's log.")],
            _ => [HealthFinding.Ok(at, $"It answers, up to microversion {answer.Newest}.")],
        };
    }
}
