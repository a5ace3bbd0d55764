using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Whether datasets and database agree.</summary>
sealed class DatasetsCheck(BackendSettings settings, ZfsOptions options) : IBackendCheck
{
    const int Named = 10;

    /// <inheritdoc/>
    public string Name => "datasets";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        await using var driver = new ZfsDriver(settings, options, new ZfsHost(options.Target, settings), new ZfsNeighbours());
        if (await driver.Start(ct) is not DriverResult.Succeeded) return []; // the check of the file server says why
        if (await driver.List(ct) is not DriverResult<IReadOnlyList<BackendObject>>.Succeeded listed) return [];
        var held = listed.Value.Where(found => found.Kind == "share").ToList();
        var orphans = held.Where(found => found.InstanceId is null || !shares.Known.Contains(found.InstanceId)).Select(found => found.Name).ToList();
        var missing = shares.Settled.Except(held.Select(found => found.InstanceId).OfType<string>()).ToList();
        var findings = new List<HealthFinding>();
        if (orphans.Count > 0)
            findings.Add(HealthFinding.Warning(driver.Host.ToString(), $"{orphans.Count} datasets belong to no share: {Some(orphans)}.", "Look at them; when nobody needs them: zfs destroy -r NAME. Or take them over: manila manage."));
        if (missing.Count > 0)
            findings.Add(HealthFinding.Problem(driver.Host.ToString(), $"{missing.Count} shares have no dataset: {Some(missing)}.", "Import the pool they are in, or restore them from a backup."));
        return findings.Count > 0 ? findings : [HealthFinding.Ok(driver.Host.ToString(), $"{held.Count} datasets, all known.")];
    }

    static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(Named)) + (names.Count > Named ? ", …" : "");
}
