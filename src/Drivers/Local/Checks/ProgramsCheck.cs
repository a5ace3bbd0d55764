using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Root, programs, Ganesha's library, and the network namespace.</summary>
sealed class ProgramsCheck(LocalOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "programs";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) =>
        Task.FromResult<IReadOnlyList<HealthFinding>>([Prerequisites.Missing(options) is { } missing
            ? HealthFinding.Problem("this machine", "The backend cannot start: it lacks something it needs.", missing)
            : HealthFinding.Ok("this machine", "Root, NFS-Ganesha with its VFS part, D-Bus and the btrfs tools are there.")]);
}
