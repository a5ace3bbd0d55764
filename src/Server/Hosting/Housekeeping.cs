using Abaca.Server.Configuration;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
using Abaca.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>What comes again and belongs to no slice's own work.</summary>
static class Housekeeping
{
    /// <summary>Adds the purge of old messages and the scheduler's sign of life.</summary>
    public static IServiceCollection AddHousekeeping(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(p => new PeriodicJob(
            "messages.purge", options.Operations.MessageReapInterval, ct => p.GetRequiredService<MessageStore>().PurgeExpired(ct)))
        .AddHostedService<SchedulerSign>();
}

/// <summary>Says that this process schedules, as Manila's scheduler service does.</summary>
sealed class SchedulerSign(ServiceStore services, ServiceOptions options, TimeProvider clock) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Node.ReportInterval, clock);
        do
        {
            await services.Report(options.Node.Host, ServiceBinary.Scheduler, options.Node.AvailabilityZone, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
