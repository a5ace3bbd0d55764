using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Where one Local backend keeps things, and whether a service runs it at this moment.</summary>
sealed class LocalPlace(BackendSettings settings, LocalOptions options)
{
    /// <summary>The section's name.</summary>
    public string Section => settings.Section;

    /// <summary>The checked options.</summary>
    public LocalOptions Options => options;

    /// <summary>The backend's directory of the state directory.</summary>
    public string State => settings.StateDirectory;

    /// <summary>Whether a service has ever run this backend here.</summary>
    public bool Exists => Directory.Exists(State);

    /// <summary>Top directory of the pool.</summary>
    public string Pool { get; } = options.PoolPath ?? Path.Combine(settings.StateDirectory, "pool");

    /// <summary>The loop file, or null when the pool is a given directory.</summary>
    public string? LoopFile { get; } = options.PoolPath is null ? Path.Combine(settings.StateDirectory, "pool.img") : null;

    /// <summary>Ganesha's directory.</summary>
    public string Ganesha => Path.Combine(State, "ganesha");

    /// <summary>Mount points of exported shares.</summary>
    public string Mounts => Path.Combine(State, "shares");

    /// <summary>The pool is there: its directory, and what is in the loop file mounted on it.</summary>
    public bool IsOpen(IKernel kernel) => Directory.Exists(Pool) && new ImagePool(options, settings, kernel).IsMounted();

    /// <summary>Total and free bytes of a pool that is there, as the driver itself counts them.</summary>
    public (long Total, long Free) Measure(IKernel kernel) => new ImagePool(options, settings, kernel).Measure();

    /// <summary>Why the pool takes no writes, and what makes it take them again.</summary>
    public string WhyReadOnly(IKernel kernel, MountFacts seen) => new ImagePool(options, settings, kernel).WhyReadOnly(seen);

    /// <summary>The image of the share that has this file name.</summary>
    public string ImageOf(string file) => ImagePool.ImageIn(Path.Combine(Pool, file + ImagePool.Suffix));

    /// <summary>
    /// Process id of the service that runs the backend, or null. It holds the lock file open; looking at open files, unlike
    /// trying the lock, cannot get into a starting service's way. Other users' processes cannot be seen without root.
    /// </summary>
    public int? ServiceProcess()
    {
        var wanted = Path.Combine(State, "lock");
        foreach (var process in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(process), out var id) && OpenFiles(process).Contains(wanted, StringComparer.Ordinal))
                return id;
        return null;
    }

    static List<string> OpenFiles(string process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Select(fd => new FileInfo(fd).LinkTarget ?? "")];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
