using Abaca.Server.Services;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>
/// Starts every backend beside the others, opens its lane, reports its pools, and verifies its shares in the background. A backend that cannot
/// start is tried again; the rest of the service does not wait for it. Nothing of this begins before the API answers.
/// </summary>
public sealed partial class BackendRunner(
    BackendSet configured, Backends backends, BackendRecords records, BackendShares shares, OpenLanes lanes, ManagerTurn turn, ILogger<BackendRunner> log)
    : BackgroundService, IHostedLifecycleService
{
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource answering = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var backend in configured.Usable) records.Expect(backend);
        if (await turn.Comes(answering.Task, stoppingToken)) await Task.WhenAll([turn.Lasts(stoppingToken), .. Serve(stoppingToken)]);
    }

    IEnumerable<Task> Serve(CancellationToken stopping) => [.. configured.Usable.Select(b => Run(b, stopping)), .. configured.Absent.Select(b => Miss(b, stopping))];

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var backend in configured.Usable)
        {
            backends.Remove(backend.ServiceHost);
            await backend.Driver.DisposeAsync();
        }
        await turn.End(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All services are started, the web server too.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        answering.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whoever looks sees why it is not there; what is asked of it waits until a start with a mended configuration.</summary>
    async Task Miss(AbsentService backend, CancellationToken stopping)
    {
        LogAbsent(backend.ServiceHost, backend.Reason);
        await records.TakesNoWork(backend.ServiceHost, backend.Zone, backend.Reason, stopping);
    }

    async Task Run(ConfiguredBackend backend, CancellationToken stopping)
    {
        try
        {
            await StartUntilItWorks(backend, stopping);
            backends.Add(backend.ServiceHost, backend.Driver);
            await records.Report(backend, stopping);
            lanes.Open(backend.ServiceHost);
            LogServing(backend.ServiceHost);
            await Task.WhenAll(records.KeepReporting(backend, stopping), shares.Verify(backend, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(backend.ServiceHost);
        }
    }

    async Task StartUntilItWorks(ConfiguredBackend backend, CancellationToken stopping)
    {
        for (var pause = Shortest; ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            if (await Start(backend, stopping) is not { } problem) return;
            LogNotStarted(backend.ServiceHost, problem, pause.TotalSeconds);
            await records.TakesNoWork(backend.ServiceHost, backend.Zone, problem, stopping);
            await Task.Delay(pause, lanes.Clock, stopping);
        }
    }

    async Task<string?> Start(ConfiguredBackend backend, CancellationToken stopping)
    {
        try
        {
            return await backend.Start(stopping);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogStartThrew(bug, backend.ServiceHost);
            return bug.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {ServiceHost} is serving")]
    partial void LogServing(string serviceHost);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {ServiceHost} stopped")]
    partial void LogStopped(string serviceHost);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost} cannot be used and is not started: {Reason}")]
    partial void LogAbsent(string serviceHost, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost} did not start: {Problem} (next try in {Seconds} s)")]
    partial void LogNotStarted(string serviceHost, string problem, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost} failed to start")]
    partial void LogStartThrew(Exception bug, string serviceHost);
}

/// <summary>The scheduler of this process: it chooses pools from the start on.</summary>
sealed class SchedulerRunner(OpenLanes lanes) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lanes.Open(Lanes.Scheduler);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The lanes of this process: opening one lets operations and reconcilers of a backend run here.</summary>
public sealed class OpenLanes(OperationWorker operations, ReconciliationWorker reconciliations, TimeProvider clock)
{
    /// <summary>The time.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Takes work of the lane from now on.</summary>
    public void Open(string lane)
    {
        operations.Serve(lane);
        reconciliations.Serve(lane);
    }
}
