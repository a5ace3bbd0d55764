using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Identity;

/// <summary>Deletes tokens that have ended, now and then.</summary>
sealed partial class TokenPurge(Tokens tokens, IdentitySettings settings, TimeProvider time, ILogger<TokenPurge> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.PurgeEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var gone = await tokens.Purge(stoppingToken);
                if (gone > 0) Purged(log, gone);
            }
            catch (DatabaseUnavailable unavailable)
            {
                Postponed(log, unavailable);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Deleted {Count} ended tokens.")]
    static partial void Purged(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended tokens could not be deleted; will try again.")]
    static partial void Postponed(ILogger log, Exception why);
}
