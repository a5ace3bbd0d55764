namespace Abaca.Drivers.Local;

/// <summary>A loop file's honest arithmetic, in bytes: a sparse file promises only what the disk below it can still give.</summary>
/// <param name="MostBytes">What the file may grow to.</param>
/// <param name="AllocatedBytes">What the file really takes on the disk: less than it uses when clients reserved space, more when they freed some.</param>
/// <param name="UsedBytes">What the pool's file system uses.</param>
/// <param name="HostFreeBytes">What is free on the file system that holds the file.</param>
public sealed record PoolCapacity(long MostBytes, long AllocatedBytes, long UsedBytes, long HostFreeBytes)
{
    /// <summary>Never promised: the service's own database and logs often live on the same disk.</summary>
    public const long HostReserve = Gib;

    /// <summary>Room beyond all promises, for metadata and for data that snapshots hold on to.</summary>
    const long Slack = Gib;

    const long Gib = 1L << 30;

    /// <summary>What the pool can hold in all.</summary>
    public long TotalBytes => Math.Min(MostBytes, AllocatedBytes + Math.Max(0, HostFreeBytes - HostReserve));

    /// <summary>What can still be written.</summary>
    public long FreeBytes => Math.Max(0, TotalBytes - UsedBytes);

    /// <summary>How long the file should be, so that all shares can be filled; whole GiB, as far as the disk allows.</summary>
    /// <param name="promises">The images of the shares.</param>
    /// <param name="moreBytes">Promised on top of these.</param>
    public long WantedLength(IEnumerable<Promise> promises, long moreBytes)
    {
        var promised = promises.Sum(promise => Math.Max(0, promise.Bytes - promise.TakenBytes));
        var wanted = UsedBytes + promised + moreBytes;
        wanted += Math.Max(Slack, wanted / 10);
        wanted = (wanted + Gib - 1) / Gib * Gib;
        return Math.Min(wanted, TotalBytes);
    }
}

/// <summary>What a share may still write.</summary>
/// <param name="TakenBytes">What its image takes now.</param>
/// <param name="Bytes">What it may take.</param>
public sealed record Promise(long TakenBytes, long Bytes);
