using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Checks;

/// <summary>The subvolumes against the shares of the database: none missing, none left over.</summary>
sealed class SubvolumesCheck(CephBackend backend) : IBackendCheck
{
    const int Named = 5;

    /// <inheritdoc/>
    public string Name => "subvolumes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (shares is null) return [];
        var end = await StoppedException.Caught(() => backend.Subvolumes.ListAll(ct));
        // Why they cannot be listed is the cluster check's to say.
        return end is DriverResult<IReadOnlyList<SubvolumeName>>.Succeeded all ? [.. Compare(shares, all.Value, await backend.Subvolumes.FileSystem(ct))] : [];
    }

    /// <summary>
    /// Adopted shares keep the names of their subvolumes, which the database's ids do not tell: where there are such names, a share
    /// without a subvolume of its own name may be one of them.
    /// </summary>
    internal static IEnumerable<HealthFinding> Compare(ExpectedShares shares, IReadOnlyList<SubvolumeName> all, string fileSystem)
    {
        var ours = all.Where(name => CephFsDriver.InstanceIn(name.Name) is not null).ToList();
        var there = ours.Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
        var gone = shares.Settled.Where(id => !there.Contains(id)).ToList();
        var extra = ours.Where(name => !shares.Known.Contains(name.Name)).Select(name => name.ToString()).ToList();
        var adopted = all.Count - ours.Count;
        if (gone.Count > adopted)
        {
            yield return HealthFinding.Problem(fileSystem, $"Available shares without a subvolume, by instance id: {Some(gone)}.",
                "Somebody removed them behind Abaca's back. Restore the content, or delete the shares.");
        }
        if (extra.Count > 0)
        {
            yield return HealthFinding.Warning(fileSystem, $"Subvolumes that belong to no share of this service: {Some(extra)}.",
                "If a share was made this second, or another service uses the file system, all is well. Else save what matters, then remove it: "
                + $"ceph fs subvolume rm {fileSystem} NAME [--group_name GROUP].");
        }
        if (gone.Count <= adopted && extra.Count == 0) yield return HealthFinding.Ok(fileSystem, $"{ours.Count} subvolumes of shares, as the database says.");
    }

    static string Some(List<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
