using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>Whether every mount of a client can be cut when its rule goes.</summary>
sealed class MountsCheck(CephBackend backend, LiveMounts mounts) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "mounts";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        var where = $"client.{backend.Options.AuthId}";
        // Why the MDS cannot be asked at all is the cluster check's to say.
        return await StoppedException.Caught(() => mounts.MayAsk(ct)) switch
        {
            DriverResult<bool?>.Done { Value: true } => [HealthFinding.Ok(where, "Live mounts of clients can be ended.")],
            DriverResult<bool?>.Done { Value: false } =>
            [
                HealthFinding.Warning(where, "The service may not ask the MDS: clients that mounted a directory inside a share keep it when their rule goes.",
                    $"Give it what it needs: {backend.Caps.Command}"),
            ],
            _ => [],
        };
    }
}
