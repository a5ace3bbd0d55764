using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Restore;

/// <summary>A disk with btrfs for a pool, in a file, that can be mounted and unmounted at one place.</summary>
sealed class PoolDisk : IAsyncDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-disk-").FullName;

    PoolDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Place => Path.Combine(room, "pool");

    /// <summary>Makes as many disks as names are given; none is mounted.</summary>
    public static async Task<PoolDisk> Make(params string[] names)
    {
        var disk = new PoolDisk();
        Directory.CreateDirectory(disk.Place);
        foreach (var name in names)
        {
            using (var file = File.Create(disk.FileOf(name))) file.SetLength(2L << 30);
            (await Tool.Run("mkfs.btrfs", ["--quiet", disk.FileOf(name)])).Succeeded();
        }
        return disk;
    }

    /// <summary>Mounts one.</summary>
    public async Task Mount(string name) => (await Tool.Run("mount", ["--options", "loop", FileOf(name), Place])).Succeeded();

    /// <summary>Mounts the one that is mounted with another option.</summary>
    public async Task Remount(string option) => (await Tool.Run("mount", ["--options", $"remount,{option}", Place])).Succeeded();

    /// <summary>Unmounts.</summary>
    public async Task Unmount() => (await Tool.Run("umount", [Place])).Succeeded();

    public async ValueTask DisposeAsync()
    {
        await Tool.Run("umount", ["--lazy", Place]);
        Directory.Delete(room, recursive: true);
    }

    string FileOf(string name) => Path.Combine(room, name + ".img");
}
