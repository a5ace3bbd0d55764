using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace Abaca.Server.Hosting;

/// <summary>
/// Tells systemd three times within the watchdog's time that the process works: its threads run, and the database of its own ends a transaction.
/// A database on a server is not asked: when that is away, a new process would be no better off.
/// </summary>
/// <param name="systemd">Who hears it.</param>
/// <param name="db">The database.</param>
/// <param name="within">The unit's <c>WatchdogSec</c>.</param>
/// <param name="clock">The time.</param>
sealed class WatchdogSigns(ISystemdNotifier systemd, Db db, TimeSpan within, TimeProvider clock) : BackgroundService
{
    static readonly ServiceState Alive = new("WATCHDOG=1");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(within / 3, clock);
        do
        {
            try
            {
                if (!db.Dialect.IsServer) await db.Transaction(_ => Task.CompletedTask, stoppingToken);
            }
            catch (DatabaseUnavailable)
            {
                // A full disk is answered and told elsewhere; the process itself works.
            }
            systemd.Notify(Alive);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
