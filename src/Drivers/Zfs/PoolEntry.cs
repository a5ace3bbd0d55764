namespace Abaca.Drivers.Zfs;

/// <summary>Where in a pool shares are made: an entry of <c>zfs_zpool_list</c>.</summary>
/// <param name="Pool">Name of the pool, which is also that of the pool in the service.</param>
/// <param name="Root">The pool itself or a dataset in it; shares are its children.</param>
sealed record PoolEntry(string Pool, string Root)
{
    /// <summary>Reads an entry; null when it is no name of a dataset.</summary>
    public static PoolEntry? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.All(Dataset.IsGoodPart) ? new PoolEntry(parts[0], text) : null;
    }
}
