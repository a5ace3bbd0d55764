namespace Abaca.DriverSdk;

/// <summary>Whether a storage that its driver can list and the database agree: see <see cref="ContentsFindings"/>.</summary>
/// <param name="things">What the storage calls what holds a share, in the plural: "datasets"; also the check's name.</param>
public abstract class ContentsCheck(string things) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => things;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        var (driver, where) = Open();
        await using var opened = driver;
        if (await driver.Start(ct) is not DriverResult.Done) return []; // another check says why
        return await ((IInventory)driver).List(ct) is DriverResult<IReadOnlyList<BackendObject>>.Done listed
            ? ContentsFindings.Of(where, things, shares, [.. listed.Value.Where(found => found.Kind == "share" && Counts(found))])
            : [];
    }

    /// <summary>A driver, which can list what there is and is disposed of by the caller, and the storage for people.</summary>
    protected abstract (IShareDriver Driver, string Where) Open();

    /// <summary>Whether what was found is this database's business.</summary>
    protected virtual bool Counts(BackendObject found) => true;
}
