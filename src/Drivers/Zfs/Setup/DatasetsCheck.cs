using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Whether datasets and database agree.</summary>
sealed class DatasetsCheck(BackendSettings settings, ZfsOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "datasets";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        await using var driver = new ZfsDriver(settings, options, new ZfsHost(options.Target, settings), new ZfsNeighbours());
        if (await driver.Start(ct) is not DriverResult.Done) return []; // the check of the file server says why
        return await driver.List(ct) is DriverResult<IReadOnlyList<BackendObject>>.Done listed
            ? ContentsFindings.Of(driver.Host.ToString(), Name, shares, [.. listed.Value.Where(found => found.Kind == "share")])
            : [];
    }
}
