using Abaca.Server.Messages;
using Abaca.Server.Services;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>What comes again and belongs to no slice's own work.</summary>
static class Housekeeping
{
    /// <summary>Adds the purge of old messages, the return of their room and that of old operations to the disk, and the scheduler's sign of life.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services, ServiceOptions options, ProcessRoles roles)
    {
        if (roles.HasFlag(ProcessRoles.Scheduler)) services.AddHostedService<SchedulerSign>();
        return services.AddJobs(options);
    }

    static IServiceCollection AddJobs(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(p => new PeriodicJob(
            "messages.purge", options.Operations.MessageReapInterval, ct => p.GetRequiredService<MessageStore>().PurgeExpired(ct)))
        .AddSingleton(p => new PeriodicJob("database.give-back", TimeSpan.FromHours(1), ct => p.GetRequiredService<Db>().GiveBack(ct)));
}

/// <summary>Says that this process schedules, as Manila's scheduler service does.</summary>
sealed partial class SchedulerSign(ServiceStore services, ServiceOptions options, TimeProvider clock, ILogger<SchedulerSign> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Node.ReportInterval, clock);
        do
        {
            try
            {
                await services.Report(options.Node.Host, ServiceBinary.Scheduler, options.Node.AvailabilityZone, stoppingToken);
            }
            catch (DatabaseUnavailable trouble)
            {
                LogTrouble(trouble.Message); // a full disk or a lost database must not end the service
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduler's sign of life could not be written: {Reason}")]
    partial void LogTrouble(string reason);
}
