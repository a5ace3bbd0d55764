using System.Reflection;
using Abaca.Server.Identity.Policy;
using Abaca.Server.Services;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>Says that this process lives, what it does and with which configuration; and takes that back when it ends in order.</summary>
sealed partial class ProcessSign(
    ProcessStore processes, ProcessOwner owner, ServiceOptions options, ProcessRoles roles, ManagerLease lease, Heartbeat beat, TimeProvider clock, ILogger<ProcessSign> log)
    : BackgroundService
{
    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(ProcessSign).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>This process, as it is now.</summary>
    public ServiceProcess Current => new(
        owner.Text, options.Node.Host, roles.Words(), Version, roles.HasFlag(ProcessRoles.Share) && !lease.IsHeld, options.Digests,
        roles.HasFlag(ProcessRoles.Api) ? new PolicySource(new ThisMachine()).Digest(options.Policy) : "");

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(() => processes.End(owner.Text, cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Node.ReportInterval, clock);
        do
        {
            await Try(() => processes.Report(Current, stoppingToken));
            beat.Beat();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // A full disk or a lost database must not end the service.
    async Task Try(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (DatabaseUnavailable trouble)
        {
            LogTrouble(trouble.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign of life of this process could not be written: {Reason}")]
    partial void LogTrouble(string reason);
}
