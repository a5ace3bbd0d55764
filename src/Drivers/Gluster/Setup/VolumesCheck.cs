using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster.Setup;

/// <summary>Whether volumes and database agree.</summary>
sealed class VolumesCheck(BackendSettings settings, GlusterOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "volumes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        await using var driver = new GlusterDriver(settings, options);
        if (await driver.Start(ct) is not DriverResult.Done) return []; // the check of the clusters says why
        // Volumes of other services on the same pool are theirs, and no business of this database.
        return await driver.List(ct) is DriverResult<IReadOnlyList<BackendObject>>.Done listed
            ? ContentsFindings.Of(string.Join(", ", options.Servers.Select(server => server.Host)), Name, shares, [.. listed.Value.Where(found => found.Kind == "share" && (found.Mark is null || found.Mark.Deployment == settings.Deployment))])
            : [];
    }
}
