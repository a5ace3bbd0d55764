using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>What a file server says of one dataset or snapshot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Values by property, as <c>zfs get -Hp</c> prints them.</param>
sealed record DatasetFacts(string Name, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Directory where it is mounted on the file server.</summary>
    public string Mountpoint => Values.GetValueOrDefault("mountpoint", "");

    /// <summary>Making it mounts it.</summary>
    public bool MountsItself => Values.GetValueOrDefault("canmount") == "on";

    /// <summary>Nothing can be written into it. On zfs-fuse this is how it is mounted, whatever was set since.</summary>
    public bool ReadOnly => Values.GetValueOrDefault("readonly") == "on";

    /// <summary>It is mounted.</summary>
    public bool Mounted => Values.GetValueOrDefault("mounted") == "yes";

    /// <summary>
    /// It follows another dataset. A mark of our own: <c>readonly</c> cannot be asked, since zfs-fuse answers with how it is mounted.
    /// </summary>
    public bool IsReplica => Values.GetValueOrDefault(Datasets.ReplicaMark) == "on";

    /// <summary>The last way back to a snapshot that its content has come by; empty when there was none.</summary>
    public string RevertId => Values.GetValueOrDefault(Datasets.RevertMark) is { } id and not "-" ? id : "";

    /// <summary>The last snapshot of a copy that has arrived here whole; empty when there was none.</summary>
    public string Arrival => Values.GetValueOrDefault(Datasets.ArrivalMark) is { } tag and not "-" ? tag : "";

    /// <summary>Number of the promotion that made it, or the one that it follows, the active replica; 0 before the first.</summary>
    public long Epoch => Bytes(Datasets.EpochMark);

    /// <summary>The snapshot that it is a clone of; "-" when it is none.</summary>
    public string Origin => Values.GetValueOrDefault("origin", "");

    /// <summary>ZFS exports it itself.</summary>
    public bool SharedByZfs => Values.GetValueOrDefault("sharenfs") is { Length: > 0 } and not ("off" or "-");

    /// <summary>Limit of its own content in bytes; 0 for none.</summary>
    public long RefQuota => Bytes("refquota");

    /// <summary>The limit as whole GiB, when it is that but for what ZFS lets a full share grow beyond it.</summary>
    public long Size => RefQuota % Gib <= Overfull ? RefQuota - (RefQuota % Gib) : RefQuota;

    /// <summary>
    /// A share that is full may hold somewhat more than its limit: ZFS lets the last writes pass, and refuses only what comes after them
    /// (24 KiB seen with one writer; one write of each thread of an NFS server is possible).
    /// </summary>
    public const long Overfull = 16 << 20;

    const long Gib = 1L << 30;

    /// <summary>Limit of content, snapshots and children in bytes; 0 for none.</summary>
    public long Quota => Bytes("quota");

    /// <summary>Bytes of its own content.</summary>
    public long Referenced => Bytes("referenced");

    /// <summary>Number that a snapshot keeps wherever it is sent.</summary>
    public string Guid => Values.GetValueOrDefault("guid", "");

    /// <summary>A number in bytes; 0 for "none" and "-".</summary>
    public long Bytes(string property) =>
        long.TryParse(Values.GetValueOrDefault(property), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;

    /// <summary>Its own mark of ownership; one that it only inherits is that of something around it.</summary>
    public OwnershipMark? Mark => MarkIn(Datasets.OwnerMark);

    /// <summary>The mark of something that it lies in.</summary>
    public OwnershipMark? MarkAround => MarkIn(Inherited + Datasets.OwnerMark);

    /// <summary>It was let go: so it says itself, and not only something around it.</summary>
    public bool IsLetGo => OwnershipMark.SaysLetGo(Values.GetValueOrDefault(Datasets.OwnerMark));

    OwnershipMark? MarkIn(string property) => OwnershipMark.Read(Values.GetValueOrDefault(property) is { } text and not "-" ? text : null);

    // Marks of ownership are inherited like every property of a user's; only one that stands on the object itself is its own.
    static string NameIn(string[] line) => line.Length == 4 && line[1] == Datasets.OwnerMark && line[3].StartsWith("inherited", StringComparison.Ordinal) ? Inherited + line[1] : line[1];

    const string Inherited = "inherited ";

    /// <summary>Reads lines of <c>zfs get -Hp -o name,property,value[,source]</c>, in their order.</summary>
    public static IReadOnlyList<DatasetFacts> Parse(string output)
    {
        var found = new List<DatasetFacts>();
        foreach (var group in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(line => line.Length is 3 or 4).GroupBy(line => line[0]))
            found.Add(new DatasetFacts(group.Key, group.ToDictionary(NameIn, line => line[2], StringComparer.Ordinal)));
        return found;
    }
}
