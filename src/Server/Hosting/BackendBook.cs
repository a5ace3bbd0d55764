using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Services;
using Microsoft.Extensions.Logging;

namespace Abaca.Server.Hosting;

/// <summary>Keeps the books on backends: signs of life, and what their pools report.</summary>
public sealed partial class BackendBook(
    ServiceStore services, PoolBook pools, ExpectedBackends expected, ServiceOptions options, TimeProvider clock, ILogger<BackendBook> log)
{
    /// <summary>The backend is about to be started: what no other can take waits for what it has.</summary>
    public void Expect(ConfiguredBackend backend) => expected.Expect(backend.ServiceHost);

    /// <summary>One sign of life with a fresh report; a backend that does not answer keeps its last one.</summary>
    public async Task Report(ConfiguredBackend backend, CancellationToken ct)
    {
        try
        {
            var begun = await pools.BeginReport(backend.ServiceHost, ct);
            var said = await backend.Driver.Report(ct) as DriverResult<BackendReport>.Succeeded;
            if (said is not null) await pools.SaveReport(begun, said.Value, backend.Pools, ct);
            else LogNoReport(backend.ServiceHost);
            await services.Report(backend.ServiceHost, ServiceBinary.Share, backend.Zone, ct);
            if (said is not null) expected.Arrived(backend.ServiceHost);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            LogTrouble(trouble, backend.ServiceHost);
        }
    }

    /// <summary>Reports until the process stops.</summary>
    public async Task KeepReporting(ConfiguredBackend backend, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Node.ReportInterval, clock);
        while (await timer.WaitForNextTickAsync(stopping)) await Report(backend, stopping);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost} did not say how its pools are")]
    partial void LogNoReport(string serviceHost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost} could not be reported")]
    partial void LogTrouble(Exception trouble, string serviceHost);
}
