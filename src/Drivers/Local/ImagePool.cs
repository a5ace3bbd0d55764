using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// The directory on btrfs that holds the images: a given one, or one in a sparse loop file of our own that grows as shares are promised.
/// </summary>
sealed class ImagePool(LocalOptions options, BackendSettings settings, IKernel kernel)
{
    const long Gib = 1L << 30;
    const long FirstLength = 4 * Gib;
    const long SmallestLength = Gib / 2;

    /// <summary>With less room below it the pool would only be closed again.</summary>
    const long RoomBelow = Gib / 4;

    /// <summary>A directory that nobody but us looks into.</summary>
    public const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What comes after a share's or snapshot's name: the first release's subvolumes had the name alone.</summary>
    public const string Suffix = ".img";

    static readonly TimeSpan ToolTimeout = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim growing = new(1);

    /// <summary>Top directory: the images of shares.</summary>
    public string Root { get; } = options.PoolPath ?? Path.Combine(settings.StateDirectory, "pool");

    /// <summary>Images of snapshots.</summary>
    public string Snapshots => Path.Combine(Root, ".snapshots");

    /// <summary>What is not whole yet, and what has been replaced; nothing in it outlives a start.</summary>
    public string Making => Path.Combine(Root, ".making");

    /// <summary>What comes after the name of a mount point in <see cref="Making"/>.</summary>
    public const string MountSuffix = ".mount";

    /// <summary>An empty share, to be copied.</summary>
    public string Template => Path.Combine(Root, ".template-1" + Suffix);

    /// <summary>The pool is a file of our own.</summary>
    public bool IsLoop => options.PoolPath is null;

    /// <summary>The file of our own that is the pool when none is given.</summary>
    public string LoopFile => Path.Combine(settings.StateDirectory, "pool.img");

    /// <summary>The box of the share or export that has this file name.</summary>
    public string BoxOf(string file) => Path.Combine(Root, file + Suffix);

    /// <summary>The box of the snapshot that has this file name.</summary>
    public string SnapshotOf(string file) => Path.Combine(Snapshots, file + Suffix);

    /// <summary>The image in a box.</summary>
    public static string ImageIn(string box) => Path.Combine(box, "image");

    /// <summary>File names, without the suffix, of the boxes in a directory of the pool.</summary>
    public static IEnumerable<string> Boxes(string directory) => Directory.EnumerateDirectories(directory, "*" + Suffix)
        .Select(path => Path.GetFileName(path)).Where(file => file[0] != '.').Select(file => file[..^Suffix.Length]);

    /// <summary>Makes the pool ready; what an earlier life left mounted is used as it is.</summary>
    /// <exception cref="StoppedException">It cannot be.</exception>
    public async Task Open(CancellationToken ct)
    {
        if (IsLoop) await OpenLoop(ct);
        if (!Directory.Exists(Root)) throw Refused($"{Root} is not there. Make it on btrfs, or leave local_pool_path empty.");
        foreach (var directory in new[] { Root, Snapshots, Making }) Close(directory);
        if (OperatingSystem.IsLinux()) FileFlags.SetNoCopyOnWrite(Root, Snapshots, Making);
    }

    /// <summary>Removes what an earlier life did not finish, and makes the empty share if there is none.</summary>
    public async Task Prepare(CancellationToken ct)
    {
        foreach (var mount in Directory.EnumerateDirectories(Making, "*" + MountSuffix))
        {
            Must(await kernel.Unmount(mount, null, detach: true, ct), $"unmounting {mount}");
            Directory.Delete(mount);
        }
        foreach (var box in Directory.EnumerateDirectories(Making)) Must(await kernel.Remove(box, ct), $"removing {box}");
        if (!Directory.Exists(Template)) await new TemplateImage(this, settings, kernel).Make(ct);
    }

    /// <summary>Unmounts a loop file; a given directory stays as it is.</summary>
    public async Task Close(CancellationToken ct)
    {
        if (IsLoop) await kernel.Unmount(Root, LoopFile, detach: true, ct);
    }

    /// <summary>Total and free bytes as they are now.</summary>
    public (long Total, long Free) Measure()
    {
        var pool = new DriveInfo(Root);
        if (!IsLoop) return (pool.TotalSize, pool.AvailableFreeSpace);
        var capacity = Capacity(pool);
        return (capacity.TotalBytes, capacity.FreeBytes);
    }

    /// <summary>A share that the whole pool could not hold is refused; more shares than fit are the scheduler's business.</summary>
    /// <exception cref="StoppedException">It is too big.</exception>
    public void MustHold(int sizeGib)
    {
        var total = Measure().Total;
        if (sizeGib * Gib > total)
            throw StoppedException.Refused(MessageDetail.FilterCapacity, $"{sizeGib} GiB are more than the whole pool's {(double)total / Gib:0.0} GiB.");
    }

    /// <summary>Before so many bytes more are promised: grows the loop file when there is no room for them at once.</summary>
    public async Task MakeRoom(long bytes, CancellationToken ct)
    {
        if (IsLoop && new DriveInfo(Root).AvailableFreeSpace < bytes + Gib) await Grow(bytes, ct);
    }

    /// <summary>Grows the loop file so that everything promised, and so many bytes more, can be written.</summary>
    public async Task Grow(long moreBytes, CancellationToken ct)
    {
        if (!IsLoop) return;
        await growing.WaitAsync(ct);
        try
        {
            var promises = Boxes(Root).Select(file => LibC.Look(ImageIn(BoxOf(file)))).OfType<FileFacts>()
                .Select(file => new Promise(file.AllocatedBytes, file.Length));
            var wanted = Capacity(new DriveInfo(Root)).WantedLength(promises, moreBytes);
            if (wanted > new FileInfo(LoopFile).Length) await GrowTo(wanted, ct);
        }
        finally
        {
            growing.Release();
        }
    }

    PoolCapacity Capacity(DriveInfo pool) =>
        new(
        options.PoolSizeGib * Gib,
        LibC.Look(LoopFile)?.AllocatedBytes ?? 0,
        pool.TotalSize - pool.TotalFreeSpace,
        new DriveInfo(settings.StateDirectory).AvailableFreeSpace);

    async Task GrowTo(long length, CancellationToken ct)
    {
        Must(await kernel.Resize(LoopFile, Root, length, ct), "growing the pool's loop file");
        settings.Log.Say($"The pool's loop file may hold {length / Gib} GiB now.");
    }

    async Task OpenLoop(CancellationToken ct)
    {
        if (!File.Exists(LoopFile)) await MakeLoopFile(ct);
        Directory.CreateDirectory(Root);
        Close(Root);
        if (IsMounted()) return;
        Must(await kernel.Mount(LoopFile, Root, ImageMount.Pool, ct), $"mounting {LoopFile} on {Root}");
        // A crash may have come between growing the file and growing what is in it.
        var length = new FileInfo(LoopFile).Length;
        if (new DriveInfo(Root).TotalSize < length) Must(await kernel.Resize(LoopFile, Root, length, ct), "growing the pool");
    }

    /// <summary>What is at the top directory is the file system in the loop file.</summary>
    public bool IsMounted() => !IsLoop || (kernel.At(Root)?.Uuid is { } seen && seen == kernel.Look(LoopFile)?.Uuid);

    /// <summary>Why the pool takes no writes, and what makes it take them again.</summary>
    public string WhyReadOnly(MountFacts seen) => seen switch
    {
        { IsClosed: false } => $"somebody mounted it so. To end that: mount -o remount,rw {Root}",
        _ when !IsLoop => $"the kernel closed it after an error of its disk (dmesg says which). Mend the disk, stop the service, unmount {Root} and mount it again, and start the service.",
        _ when !HasRoomBelow => $"the kernel closed it because the disk below it is full. Make {RoomBelow >> 20} MiB of room beside {LoopFile}: it is then mounted anew.",
        _ => "the kernel closed it after an error of the disk below it (dmesg says which). It is mounted anew as soon as that can be.",
    };

    /// <summary>The disk below the loop file has room for the pool to be written again.</summary>
    public bool HasRoomBelow => new DriveInfo(settings.StateDirectory).AvailableFreeSpace >= RoomBelow;

    /// <summary>
    /// Mounts the loop file's pool anew: what is in a file system that the kernel has closed is whole up to its last commit. Nothing of it is in use.
    /// </summary>
    /// <exception cref="StoppedException">It is in use all the same, or cannot be mounted.</exception>
    public async Task MountAnew(CancellationToken ct)
    {
        var failed = await kernel.Unmount(Root, LoopFile, detach: false, ct);
        if (failed == Errno.Busy) throw StoppedException.Unclear($"a program still has something of it open (lsof +f -- {Root})");
        Must(failed, $"unmounting {Root}");
        await Open(ct);
        if (kernel.At(Root) is not { Writable: true }) throw StoppedException.Unclear($"what is mounted from {LoopFile} takes no writes");
    }

    /// <summary>Made under another name first, so that a file that bears the name is whole.</summary>
    async Task MakeLoopFile(CancellationToken ct)
    {
        var free = new DriveInfo(settings.StateDirectory).AvailableFreeSpace - PoolCapacity.HostReserve;
        var length = Math.Min(Math.Min(FirstLength, options.PoolSizeGib * Gib), free);
        if (length < SmallestLength)
            throw Refused($"{settings.StateDirectory} has too little free space for a pool; free some, or set local_pool_path to a btrfs of its own.");
        var unfinished = LoopFile + ".new";
        await using (var file = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.SetLength(length);
        }
        await Tool(ct, "mkfs.btrfs", "--quiet", "--force", unfinished);
        Must(await kernel.Move(unfinished, LoopFile, ct), "making the pool's loop file");
        settings.Log.Say($"Made the pool's loop file {LoopFile}.");
    }

    /// <summary>Runs a program that must succeed. What it says is not read: it may get lost.</summary>
    public async Task Tool(CancellationToken ct, params string[] arguments)
    {
        var run = await settings.Commands.Run(new Command(arguments, ToolTimeout), ct);
        if (run.Failed) throw Errno.Of(run);
    }

    static void Close(string directory)
    {
        Directory.CreateDirectory(directory);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, Closed);
    }

    static void Must(int errno, string what)
    {
        if (errno != 0) throw Errno.Unclear(what, errno);
    }

    static StoppedException Refused(string why) => new(new DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, why)));
}
