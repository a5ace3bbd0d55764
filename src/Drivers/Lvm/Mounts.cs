namespace Abaca.Drivers.Lvm;

/// <summary>What is mounted below the directory of shares: lines of <c>/proc/self/mountinfo</c> (proc(5)).</summary>
/// <param name="All">Mounts in their order; of two in one place the later one is seen.</param>
sealed record Mounts(IReadOnlyList<Mount> All)
{
    /// <summary>Options that every share is mounted with: device nodes, setuid programs and programs of a tenant do nothing on the file server.</summary>
    public static readonly IReadOnlyList<string> Harmless = ["nosuid", "nodev", "noexec"];

    /// <summary>Reads the lines.</summary>
    public static Mounts Parse(IEnumerable<string> lines) => new([.. lines.Select(line => line.Split(' ')).Where(words => words.Length > 6)
        .Select(words => new Mount(words[4], words[2], words[5].Split(',')))]);

    /// <summary>What is seen in a directory; null: nothing is mounted there.</summary>
    public Mount? At(string directory) => All.LastOrDefault(mount => mount.Directory == directory);

    /// <summary>A volume is what is seen in a directory, writable and harmless.</summary>
    public bool Shows(Volume volume, string directory) =>
        At(directory) is { } mount && mount.Device == volume.Device && mount.Options.Contains("rw") && Harmless.All(mount.Options.Contains);
}

/// <summary>One mount.</summary>
/// <param name="Directory">Where.</param>
/// <param name="Device">Major and minor number of the device.</param>
/// <param name="Options">Its options.</param>
sealed record Mount(string Directory, string Device, IReadOnlyList<string> Options);
