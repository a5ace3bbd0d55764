using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Everything that carries one of our names.</summary>
sealed partial class ZfsDriver : IInventory
{
    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!started) return NotStarted;
        return await StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            var found = new List<BackendObject>();
            foreach (var entry in options.Pools)
                found.AddRange((await datasets.Below(entry.Root, "defer_destroy", "filesystem,snapshot", ct)).Select(facts => ObjectOf(entry, facts)).OfType<BackendObject>());
            return found;
        });
    }

    BackendObject? ObjectOf(PoolEntry entry, DatasetFacts facts)
    {
        var at = facts.Name.IndexOf('@');
        var name = at < 0 ? facts.Name : facts.Name[..at];
        if (!name.StartsWith($"{entry.Root}/{options.Prefix}", StringComparison.Ordinal)) return null;
        if (at < 0) return new BackendObject("share", facts.Name, IdIn(name[(entry.Root.Length + 1 + options.Prefix.Length)..]));
        var tag = facts.Name[(at + 1)..];
        // Deleted already, and kept by ZFS for the clones that hang on it.
        if (facts.Values["defer_destroy"] == "on" || !tag.StartsWith(options.SnapshotPrefix, StringComparison.Ordinal)) return null;
        return new BackendObject("snapshot", facts.Name, IdIn(tag[options.SnapshotPrefix.Length..]));
    }

    static string? IdIn(string name) => Guid.TryParseExact(name.Replace('_', '-'), "D", out var id) ? id.ToString() : null;
}
