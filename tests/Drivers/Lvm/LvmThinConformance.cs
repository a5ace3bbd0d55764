using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>LVM with a thin pool does what every driver must do.</summary>
public sealed class LvmThinConformance(LvmThinBackend backend) : DriverConformance(backend), IClassFixture<LvmThinBackend>;

/// <summary>LVM with thick volumes does what every driver must do, but for what is made of snapshots.</summary>
public sealed class LvmThickConformance(LvmThickBackend backend) : DriverConformance(backend), IClassFixture<LvmThickBackend>;

/// <summary>The group itself, and ext4.</summary>
public sealed class LvmThickBackend : LvmBackend
{
    public override string Name => "LVM (thick, ext4)";

    public override IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Ipv6] = "the backend exports on one address, and here it is an IPv4 one.",
        [Showing.Cloning] = "a thick volume would have to be copied.",
        [Showing.Reverting] = "a thick volume would have to be copied.",
        [Showing.Interruptions] = "a call takes seconds in this machine, and there are hundreds; LvmLifeTests kill at ever later moments.",
    };

    public override int TooBigGib => 100;

    private protected override IReadOnlyList<(string Option, string Value)> Options => [("lvm_share_thin_pool", "")];
}

/// <summary>A thin pool, and ext4.</summary>
public sealed class LvmThinBackend : LvmBackend
{
    public override string Name => "LVM (thin, ext4)";

    public override IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Ipv6] = "the backend exports on one address, and here it is an IPv4 one.",
        [Showing.PoolLimit] = "volumes may promise more than the pool has (thin).",
        [Showing.Interruptions] = "a call takes seconds in this machine, and there are hundreds; LvmLifeTests kill at ever later moments.",
    };

    private protected override IReadOnlyList<(string Option, string Value)> Options => [];
}
