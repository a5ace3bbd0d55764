using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// Shares as subvolumes of a CephFS file system: the size is the quota, objects lie in a RADOS namespace of their own, and the
/// protocol (native, or NFS over Ganesha) lets clients in. Each file of this class holds one ability.
/// </summary>
sealed partial class CephFsDriver(CephBackend backend, ICephProtocol protocol) : IShareDriver
{
    const long Gib = 1L << 30;

    /// <summary>The one pool, as Manila's driver calls it.</summary>
    public const string PoolName = "cephfs";

    readonly Subvolumes subvolumes = backend.Subvolumes;
    readonly ShareCalls calls = new();

    /// <inheritdoc/>
    public Task<DriverResult> Start(CancellationToken ct = default) => calls.Start(() => StoppedException.Caught(async () =>
    {
        await subvolumes.FileSystem(ct);
        await subvolumes.Groups(ct);
        StoppedException.Need(await protocol.Start(ct));
    }), ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendReport>> Report(CancellationToken ct = default) => StoppedException.Caught(async () =>
    {
        MustBeStarted();
        StoppedException.Need(protocol.Readiness);
        var addresses = StoppedException.Need(await protocol.Addresses(ct));
        var size = await backend.Cluster.Capacity(ct) ?? throw StoppedException.Unclear("The cluster does not say how full it is.");
        var pool = new PoolReport(PoolName, (double)size.TotalBytes / Gib, (double)size.FreeBytes / Gib)
        {
            ThinProvisioning = true,
            SnapshotSupport = backend.Options.OffersSnapshots,
            CreateShareFromSnapshotSupport = backend.Options.OffersSnapshots,
            Ipv4Support = addresses.Any(address => address.AddressFamily == AddressFamily.InterNetwork),
            Ipv6Support = addresses.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6),
        };
        return new BackendReport("Ceph", "1.0", protocol.Name, [pool]);
    });

    /// <summary>Lets go of the cluster; shares go on being served.</summary>
    public async ValueTask DisposeAsync()
    {
        await protocol.DisposeAsync();
        await backend.Cluster.DisposeAsync();
    }

    /// <summary>Runs one call on one share: alone, with failures as results.</summary>
    Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<SubvolumeName, Task<T>> work, CancellationToken ct) => calls.Run(() => NameOf(share), name => name.ToString(), work, ct);

    /// <inheritdoc cref="OnShare{T}"/>
    Task<DriverResult> OnShare(ShareSpec share, Func<SubvolumeName, Task> work, CancellationToken ct) => calls.Run(() => NameOf(share), name => name.ToString(), work, ct);

    SubvolumeName NameOf(ShareSpec share)
    {
        if (share.Protocol != protocol.Name) throw StoppedException.Refused(MessageDetail.NoValidHost, $"This backend serves {protocol.Name}, not {share.Protocol}.");
        if (share.Pool != PoolName) throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {share.Pool}; this backend's one pool is {PoolName}.");
        return SubvolumeName.Of(share);
    }

    void MustBeStarted()
    {
        if (!calls.HasStarted) throw new StoppedException(ShareCalls.NotStarted);
    }

    /// <summary>The share's subvolume, which must be there and whole.</summary>
    async Task<SubvolumeFacts> Existing(SubvolumeName name, CancellationToken ct) => Whole(name, await subvolumes.Find(name, ct));

    /// <summary>The same of what has been found already.</summary>
    static SubvolumeFacts Whole(SubvolumeName name, SubvolumeFacts? found) => found switch
    {
        null => throw StoppedException.Refused(MessageDetail.Unknown, $"Subvolume {name} is gone: the share was removed behind Abaca's back."),
        { Ready: false } => throw StoppedException.Unclear($"Subvolume {name} is still being copied."),
        { } facts => facts,
    };

    async Task<CreatedShare> Created(ShareSpec share, SubvolumeFacts found, CancellationToken ct) =>
        new(StoppedException.Need(await protocol.Locations(share, found.Place, ct)), DetailsOf(share)) { Identity = await IdentityOf(found, ct) };

    /// <summary>Adopted shares go by other names for ever; all others need no details.</summary>
    static Dictionary<string, string> DetailsOf(ShareSpec share) => share.Details
        .Where(detail => detail.Key is SubvolumeName.NameDetail or SubvolumeName.GroupDetail)
        .ToDictionary(detail => detail.Key, detail => detail.Value, StringComparer.Ordinal);
}
