using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What is there, whoever made it.</summary>
sealed partial class LocalDriver : IInventory
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!started) return Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(NotStarted);
        List<BackendObject> all =
        [
            .. Subvolumes(pool.Root).Select(file => Object("share", file)),
            .. Subvolumes(pool.Snapshots).Select(file => Object("snapshot", file)),
            .. book.Names().Select(file => Object("export", file)),
        ];
        return Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(all);
    }

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) =>
        CannotExist(share) ? Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(Array.Empty<BackendObject>()) : Named("share", PathsOf(share).Subvolume);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) =>
        BackendName.ToFile(snapshot.Name) is null ? Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(Array.Empty<BackendObject>()) : Named("snapshot", PathOf(snapshot));

    Task<DriverResult<IReadOnlyList<BackendObject>>> Named(string kind, string path) => Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(
        !started ? NotStarted : Find(path) is null ? Array.Empty<BackendObject>() : new[] { Object(kind, Path.GetFileName(path)) });

    IEnumerable<string> Subvolumes(string directory) => Directory.EnumerateDirectories(directory)
        .Where(path => Path.GetFileName(path)[0] != '.' && Find(path) is not null)
        .Select(path => Path.GetFileName(path));

    static BackendObject Object(string kind, string file)
    {
        var name = BackendName.FromFile(file);
        return new BackendObject(kind, name, BackendName.InstanceIn(name));
    }
}
