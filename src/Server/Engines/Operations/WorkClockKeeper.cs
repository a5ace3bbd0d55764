using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Operations;

/// <summary>Looks at the clock of work every second, so that it counts, and saves it: often while there is work, rarely else.</summary>
public sealed partial class WorkClockKeeper(WorkClock clock, Db db, ILogger<WorkClockKeeper> log) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AtWork = TimeSpan.FromSeconds(5);
    const int IdleRounds = 6;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // By itself: a database that keeps the saving waiting does not stop the clock.
        await using var looking = clock.CreateTimer(_ => clock.GetUtcNow(), null, Look, Look);
        using var timer = new PeriodicTimer(AtWork, clock);
        var idle = 0;
        await Save(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            idle = await HasWork(stoppingToken) ? 0 : idle + 1;
            if (idle % IdleRounds == 0) await Save(stoppingToken);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Save(cancellationToken);
    }

    async Task<bool> HasWork(CancellationToken ct)
    {
        try
        {
            return await db.Any($"FROM operations WHERE open_key IS NOT NULL", ct);
        }
        catch (DatabaseUnavailable)
        {
            return true; // saving says so
        }
    }

    async Task Save(CancellationToken ct)
    {
        try
        {
            await clock.Save(db, ct);
        }
        catch (DatabaseUnavailable trouble)
        {
            LogTrouble(trouble.Message); // a full disk or a locked database must not end the service
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How long the service has worked could not be saved: {Reason}")]
    partial void LogTrouble(string reason);
}
