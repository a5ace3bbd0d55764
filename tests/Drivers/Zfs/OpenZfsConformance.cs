using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>ZFS with an exports file, on OpenZFS and the kernel's NFS server with clients that mount, does what every driver must do.</summary>
public sealed class OpenZfsConformance(OpenZfsBackend backend) : DriverConformance(backend), IClassFixture<OpenZfsBackend>;

/// <summary>A virtual machine with OpenZFS and the kernel's NFS server.</summary>
public sealed class OpenZfsBackend : ZfsBackend
{
    public override string Name => "ZFS (OpenZFS)";

    public override IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Ipv6] = "the backend exports on one address, and here it is an IPv4 one.",
        [Showing.PoolLimit] = "limits may promise more than the pool has (thin).",
        [Showing.Interruptions] = "a command takes half a second in this machine, and there are thousands; FuseZfsConformance interrupts.",
    };

    /// <summary>Without parity, which a machine in software computes slowly.</summary>
    public override string Pool => ZfsHost.SecondPool;

    private protected override bool UsesShareNfs => false;

    private protected override int ConnectSeconds => 30; // a machine in software, on a busy machine

    private protected override async Task<ZfsHost> AddHost(ZfsSite to, CancellationToken ct) => await to.AddOpenZfs("va", ct);
}
