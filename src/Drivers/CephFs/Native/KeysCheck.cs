using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>Whether the service may read what identities may do, which it needs to see damage and to be quick with many shares.</summary>
sealed class KeysCheck(CephBackend backend, Identities identities) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "keys";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        var where = $"client.{backend.Options.AuthId}";
        // Why the monitors cannot be asked at all is the cluster check's to say.
        return await StoppedException.Caught(() => identities.MayRead(ct)) switch
        {
            DriverResult<bool>.Done { Value: true } => [HealthFinding.Ok(where, "Keys and capabilities of clients can be read.")],
            DriverResult<bool>.Done =>
            [
                HealthFinding.Warning(where, "The service may not read what clients may do: taking a rule away looks at every subvolume, and damage to an identity is not seen.",
                    $"Give it what it needs: {backend.Caps.Command}"),
            ],
            _ => [],
        };
    }
}
