using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>The btrfs file system that holds the shares: a given directory, or a sparse loop file that grows as shares are promised.</summary>
sealed class BtrfsPool(LocalOptions options, BackendSettings settings, IBtrfs btrfs)
{
    const long Gib = 1L << 30;
    const long FirstLength = 4 * Gib;
    const long SmallestLength = Gib / 2;

    static readonly TimeSpan ToolTimeout = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim growing = new(1);
    string? device;

    /// <summary>Top directory: shares are subvolumes in it.</summary>
    public string Root { get; } = options.PoolPath ?? Path.Combine(settings.StateDirectory, "pool");

    /// <summary>Snapshots are read-only subvolumes in it.</summary>
    public string Snapshots => Path.Combine(Root, ".snapshots");

    /// <summary>Half-made and replaced contents of shares that are being reverted.</summary>
    public string Reverting => Path.Combine(Root, ".reverting");

    /// <summary>Subvolume id of <see cref="Root"/>.</summary>
    public ulong RootId { get; private set; }

    bool IsLoop => options.PoolPath is null;

    string LoopFile => Path.Combine(settings.StateDirectory, "pool.img");

    /// <summary>Makes the pool ready; what an earlier life left mounted is used as it is.</summary>
    /// <exception cref="StoppedException">It cannot be.</exception>
    public async Task Open(CancellationToken ct)
    {
        if (IsLoop) await OpenLoop(ct);
        RootId = btrfs.SubvolumeAt(Root) ?? throw Refused($"{Root} is not a directory on btrfs. Set local_pool_path to one that is, or leave it empty.");
        if (btrfs.Quotas(Root) is null) await Tool(ct, "btrfs", "quota", "enable", Root);
        Directory.CreateDirectory(Snapshots);
        Directory.CreateDirectory(Reverting);
        foreach (var directory in new[] { Root, Snapshots, Reverting })
            if (IsLoop && !OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Unmounts and detaches a loop file; a given directory stays as it is.</summary>
    public async Task Close(CancellationToken ct)
    {
        if (!IsLoop || device is null) return;
        await btrfs.Unmount(Root, ct);
        await settings.Commands.Run(new Command(["losetup", "--detach", device], ToolTimeout), ct);
        device = null;
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
    public void MustHold(long bytes)
    {
        var total = Measure().Total;
        if (bytes > total)
            throw StoppedException.Refused(MessageDetail.FilterCapacity, $"{bytes / Gib} GiB are more than the whole pool's {(double)total / Gib:0.0} GiB.");
    }

    /// <summary>Before so many bytes more are promised: grows the loop file when there is no room for them at once.</summary>
    public async Task MakeRoom(long bytes, CancellationToken ct)
    {
        if (IsLoop && new DriveInfo(Root).AvailableFreeSpace < bytes + Gib) await Grow(bytes, ct);
    }

    /// <summary>Grows the loop file so that everything promised, and so many bytes more, can be written.</summary>
    public async Task Grow(long moreBytes, CancellationToken ct)
    {
        if (!IsLoop || device is null) return;
        await growing.WaitAsync(ct);
        try
        {
            var groups = btrfs.Quotas(Root)?.Values ?? [];
            var wanted = Capacity(new DriveInfo(Root)).WantedLength(groups, moreBytes);
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
        LibC.AllocatedBytes(LoopFile),
        pool.TotalSize - pool.TotalFreeSpace,
        new DriveInfo(settings.StateDirectory).AvailableFreeSpace);

    async Task GrowTo(long length, CancellationToken ct)
    {
        using (var file = File.Open(LoopFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(length);
        await FillLoopFile(ct);
        settings.Log.Say($"The pool's loop file may hold {length / Gib} GiB now.");
    }

    async Task FillLoopFile(CancellationToken ct)
    {
        await Tool(ct, "losetup", "--set-capacity", device!);
        await Tool(ct, "btrfs", "filesystem", "resize", "max", Root);
    }

    async Task OpenLoop(CancellationToken ct)
    {
        if (!File.Exists(LoopFile)) await MakeLoopFile(ct);
        device = await Attached(ct) ?? await Attach(ct);
        Directory.CreateDirectory(Root);
        if (btrfs.SubvolumeAt(Root) != btrfs.SubvolumeAt(settings.StateDirectory)) return;
        var failed = await btrfs.MountPool(device, Root, ct);
        if (failed != 0) throw Errno.Unclear($"mounting {device} on {Root}", failed);
        // A crash may have come between growing the file and growing what is in it.
        if (new DriveInfo(Root).TotalSize < new FileInfo(LoopFile).Length) await FillLoopFile(ct);
    }

    async Task<string> Attach(CancellationToken ct)
    {
        var attached = (await Tool(ct, "losetup", "--find", "--show", LoopFile)).Trim();
        // Without it every page is cached twice. Not every file system can do it, and then it does without.
        await settings.Commands.Run(new Command(["losetup", "--direct-io=on", attached], ToolTimeout), ct);
        return attached;
    }

    /// <summary>The loop device that an earlier life attached.</summary>
    async Task<string?> Attached(CancellationToken ct)
    {
        var listed = await Tool(ct, "losetup", "--noheadings", "--output", "NAME", "--associated", LoopFile);
        return listed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
    }

    /// <summary>Made under another name first, so that a file that bears the name is whole.</summary>
    async Task MakeLoopFile(CancellationToken ct)
    {
        var free = new DriveInfo(settings.StateDirectory).AvailableFreeSpace - PoolCapacity.HostReserve;
        var length = Math.Min(Math.Min(FirstLength, options.PoolSizeGib * Gib), free);
        if (length < SmallestLength)
            throw Refused($"{settings.StateDirectory} has too little free space for a pool; free some, or set local_pool_path to a btrfs of its own.");
        var unfinished = LoopFile + ".new";
        using (var file = File.Create(unfinished)) file.SetLength(length);
        await Tool(ct, "mkfs.btrfs", "--quiet", "--force", unfinished);
        File.Move(unfinished, LoopFile);
        settings.Log.Say($"Made the pool's loop file {LoopFile}.");
    }

    async Task<string> Tool(CancellationToken ct, params string[] arguments)
    {
        var run = await settings.Commands.Run(new Command(arguments, ToolTimeout), ct);
        return run.Failed ? throw new StoppedException(DriverResult.Unclear(run.Summary)) : run.Output;
    }

    static StoppedException Refused(string why) => new(DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, why)));
}
