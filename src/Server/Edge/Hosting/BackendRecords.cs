using Abaca.Server.Services;

namespace Abaca.Server.Hosting;

/// <summary>Keeps the records of backends: signs of life, and what their pools report.</summary>
public sealed partial class BackendRecords(
    ServiceStore services, PoolLedger pools, ExpectedBackends expected, ServiceOptions options, TimeProvider clock, ILogger<BackendRecords> log)
{
    /// <summary>The backend is about to be started: what no other can take waits for what it has.</summary>
    public void Expect(ConfiguredBackend backend) => expected.Expect(backend.ServiceHost);

    /// <summary>The backend takes no work, and why: it is shown as down with these words.</summary>
    public async Task TakesNoWork(string serviceHost, string zone, string why, CancellationToken ct)
    {
        try
        {
            await services.TakesNoWork(serviceHost, ServiceBinary.Share, zone, why, ct);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            LogTrouble(trouble, serviceHost);
        }
    }

    /// <summary>
    /// One sign of life with a fresh report. A backend that does not answer keeps its last one, and its words are shown beside it; one that says no
    /// for good takes no work until it reports again.
    /// </summary>
    public async Task Report(ConfiguredBackend backend, CancellationToken ct)
    {
        try
        {
            var begun = await pools.BeginReport(backend.ServiceHost, ct);
            switch (await backend.Driver.Report(ct))
            {
                case DriverResult<BackendReport>.Done said:
                    await pools.SaveReport(begun, said.Value, backend.Pools, ct);
                    await services.Report(backend.ServiceHost, ServiceBinary.Share, backend.Zone, ct, said.Value.Trouble);
                    expected.Arrived(backend.ServiceHost);
                    break;
                case DriverResult<BackendReport>.Refused no:
                    LogNoReport(backend.ServiceHost, no.Why.Text);
                    await services.TakesNoWork(backend.ServiceHost, ServiceBinary.Share, backend.Zone, no.Why.Text, ct);
                    break;
                case DriverResult<BackendReport>.Unclear maybe:
                    LogNoReport(backend.ServiceHost, maybe.Why);
                    await services.Report(backend.ServiceHost, ServiceBinary.Share, backend.Zone, ct, maybe.Why);
                    break;
            }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost} did not say how its pools are: {Why}")]
    partial void LogNoReport(string serviceHost, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost} could not be reported")]
    partial void LogTrouble(Exception trouble, string serviceHost);
}
