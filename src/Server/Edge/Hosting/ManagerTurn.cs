using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>When this process works with its backends: from the moment it gets their lease until it stops, or another has it.</summary>
public sealed partial class ManagerTurn(ManagerLease lease, IHostApplicationLifetime lifetime, ILogger<ManagerTurn> log)
{
    /// <summary>Whether another process took over, so that this one has to begin anew.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Waits for it.</summary>
    /// <returns>False when the process stops before it comes.</returns>
    public async Task<bool> Comes(Task answering, CancellationToken stopping)
    {
        try
        {
            await answering.WaitAsync(stopping);
            await lease.Take(stopping);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Keeps the lease. A process that has lost it ends: what it has in memory of its backends is not what they are any more.</summary>
    public async Task Lasts(CancellationToken stopping)
    {
        try
        {
            if (await lease.Keep(stopping)) return;
            IsOver = true;
            LogTaken();
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is given back when the backends are closed.
        }
    }

    /// <summary>The backends are closed: the next process may begin.</summary>
    public Task End(CancellationToken ct) => lease.GiveBack(ct);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Another process serves this host's backends: this one was silent for too long. It ends, to be started anew.")]
    partial void LogTaken();
}
