using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Checks;

/// <summary>The subvolumes against the shares of the database.</summary>
sealed class SubvolumesCheck(CephBackend backend) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "subvolumes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        // Why they cannot be listed is the cluster check's to say.
        return await StoppedException.Caught(() => backend.Subvolumes.ListAll(ct)) is DriverResult<IReadOnlyList<SubvolumeName>>.Done { Value: var all }
            ? ContentsFindings.Of(await backend.Subvolumes.FileSystem(ct), Name, shares, [.. all.Select(name => new BackendObject("share", name.ToString(), CephFsDriver.InstanceIn(name.Name)))])
            : [];
    }
}
