using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>The subvolumes of the pool against the shares of the database: none missing, none left over.</summary>
sealed class ShareContentsCheck(LocalPlace place, IBtrfs btrfs) : IBackendCheck
{
    const int Named = 5;

    /// <inheritdoc/>
    public string Name => "contents";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) =>
        Task.FromResult<IReadOnlyList<HealthFinding>>(shares is null || !IsOpen ? [] : [.. Compare(shares)]);

    bool IsOpen => btrfs.SubvolumeAt(place.Pool) is { } id && (place.LoopFile is null || btrfs.SubvolumeAt(place.State) != id);

    IEnumerable<HealthFinding> Compare(ExpectedShares shares)
    {
        var there = Directory.EnumerateDirectories(place.Pool).Select(path => Path.GetFileName(path)!)
            .Select(file => BackendName.InstanceIn(BackendName.FromFile(file))).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var gone = shares.Settled.Where(id => !there.Contains(id)).ToList();
        var extra = there.Where(id => !shares.Known.Contains(id)).ToList();
        if (gone.Count > 0)
        {
            yield return HealthFinding.Problem(place.Pool, $"Available shares without content, by instance id: {Some(gone)}.",
                "Somebody removed them behind Abaca's back. Restore the content, or delete the shares.");
        }
        if (extra.Count > 0)
        {
            yield return HealthFinding.Warning(place.Pool, $"Content that belongs to no share, by instance id: {Some(extra)}.",
                "If a share was made this second, look again. Else save what matters, then remove it: btrfs subvolume delete PATH.");
        }
        if (gone.Count == 0 && extra.Count == 0) yield return HealthFinding.Ok(place.Pool, $"{there.Count} shares, as the database says.");
    }

    static string Some(List<string> ids) =>
        string.Join(", ", ids.Order(StringComparer.Ordinal).Take(Named)) + (ids.Count > Named ? $" and {ids.Count - Named} more" : "");
}
