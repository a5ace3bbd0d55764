using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm.Setup;

/// <summary>Whether volumes and database agree.</summary>
sealed class VolumesCheck(BackendSettings settings, LvmOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "volumes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        await using var driver = new LvmDriver(settings, options, new LvmHost(options, settings));
        if (await driver.Start(ct) is not DriverResult.Done) return []; // the check of the file server says why
        return await driver.List(ct) is DriverResult<IReadOnlyList<BackendObject>>.Done listed
            ? ContentsFindings.Of(driver.Host.ToString(), Name, shares, [.. listed.Value.Where(found => found.Kind == "share")])
            : [];
    }
}
