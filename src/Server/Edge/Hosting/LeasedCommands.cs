namespace Abaca.Server.Hosting;

/// <summary>Sends commands to a storage only while this process holds the lease on its backends: asked at the last moment, so that one that was stopped and wakes sends none.</summary>
sealed class LeasedCommands(ICommandRunner inner, ManagerLease lease) : ICommandRunner
{
    /// <inheritdoc/>
    public Task<CommandResult> Run(Command command, CancellationToken ct = default) => lease.IsHeld
        ? inner.Run(command, ct)
        : throw new OperationCanceledException($"{command.Arguments[0]} was not run: another process may serve this backend now.");
}
