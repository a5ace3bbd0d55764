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

    IEnumerable<string> Subvolumes(string directory) => Directory.EnumerateDirectories(directory)
        .Where(path => Path.GetFileName(path)[0] != '.' && Find(path) is not null)
        .Select(path => Path.GetFileName(path));

    static BackendObject Object(string kind, string file)
    {
        var name = BackendName.FromFile(file);
        return new BackendObject(kind, name, BackendName.InstanceIn(name));
    }
}
