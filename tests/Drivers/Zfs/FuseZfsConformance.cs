using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>ZFS with an exports file, on zfs-fuse, does what every driver must do.</summary>
public sealed class FuseZfsConformance(FuseZfsBackend backend) : DriverConformance(backend), IClassFixture<FuseZfsBackend>;

/// <summary>ZFS with Manila's <c>sharenfs</c>, on zfs-fuse, does what every driver must do.</summary>
public sealed class FuseZfsShareNfsConformance(FuseZfsShareNfsBackend backend) : DriverConformance(backend), IClassFixture<FuseZfsShareNfsBackend>;

/// <summary>A file server on zfs-fuse; clients are let in by an exports file.</summary>
public class FuseZfsBackend : ZfsBackend
{
    public override string Name => "ZFS (zfs-fuse)";

    public override IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.RealMounts] = "there is no NFS server beside zfs-fuse here; OpenZfsConformance mounts.",
        [Showing.Ipv6] = "the backend exports on one address, and here it is an IPv4 one.",
        [Showing.PoolLimit] = "limits may promise more than the pool has (thin).",
    };

    private protected override bool UsesShareNfs => false;

    private protected override async Task<ZfsHost> AddHost(ZfsSite to, CancellationToken ct) => await to.AddFuseHost("za", ct);
}

/// <summary>A file server on zfs-fuse; clients are let in by <c>sharenfs</c>.</summary>
public sealed class FuseZfsShareNfsBackend : FuseZfsBackend
{
    public override string Name => "ZFS (zfs-fuse, sharenfs)";

    private protected override bool UsesShareNfs => true;
}
