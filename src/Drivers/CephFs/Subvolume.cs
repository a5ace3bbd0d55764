namespace Abaca.Drivers.CephFs;

/// <summary>A subvolume of a file system.</summary>
/// <param name="FileSystem">Name of the file system (the volume).</param>
/// <param name="Name">Name of the subvolume.</param>
/// <param name="Group">Subvolume group, or null for none.</param>
/// <param name="Path">Its path in the file system.</param>
sealed record Subvolume(string FileSystem, string Name, string? Group, string Path)
{
    /// <summary>How the cluster calls it.</summary>
    public SubvolumeName Called => new(Name, Group);
}

/// <summary>What the cluster says of a subvolume.</summary>
/// <param name="Place">Where it is; its path is empty while <paramref name="Ready"/> is false.</param>
/// <param name="Ready">It can be used; false while it is a clone that is being copied, or one that failed.</param>
/// <param name="QuotaBytes">Its size limit in bytes, or null for none.</param>
/// <param name="UsedBytes">Bytes in use, as far as the MDS has counted; null when the cluster does not say.</param>
sealed record SubvolumeFacts(Subvolume Place, bool Ready, long? QuotaBytes, long? UsedBytes)
{
    /// <summary>
    /// A directory that became a subvolume by being looked at: what is left when the mgr died while it made one. A whole subvolume
    /// keeps its content one level deeper, in a directory with a name of its own.
    /// </summary>
    public bool IsWreck => Ready && UsedBytes == 0 && Place.Path.EndsWith($"/{Place.Name}", StringComparison.Ordinal);
}
