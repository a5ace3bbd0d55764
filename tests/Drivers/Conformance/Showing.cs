namespace Abaca.Tests.Drivers.Conformance;

/// <summary>What a backend may be unable to show. Whatever it cannot is declared in <see cref="IBackendUnderTest.NotShown"/>.</summary>
public enum Showing
{
    /// <summary>The driver has the ability <c>IResizing</c>.</summary>
    Resizing,
    /// <summary>The driver has the ability <c>ISnapshots</c>.</summary>
    Snapshots,
    /// <summary>The driver has the ability <c>ICloning</c>.</summary>
    Cloning,
    /// <summary>The driver has the ability <c>IReverting</c>.</summary>
    Reverting,
    /// <summary>The driver has the ability <c>IInventory</c>.</summary>
    Inventory,
    /// <summary>Clients on other machines can mount, read and write.</summary>
    RealMounts,
    /// <summary>Clients can do so over IPv6, and rules may name IPv6 clients.</summary>
    Ipv6,
    /// <summary>There are read-only rules.</summary>
    ReadOnlyRules,
    /// <summary>Some access type is not supported, so that a refused outcome can be seen.</summary>
    UnsupportedAccessType,
    /// <summary>A share's size is a limit that its writers run into.</summary>
    EnforcedSize,
    /// <summary>Shares can be filled from the inside, and the driver sees what is in use.</summary>
    UsedSpace,
    /// <summary>Some size is too big for the pool, and the driver itself refuses it.</summary>
    PoolLimit,
    /// <summary>Free space shrinks as shares are filled (thin) or made (thick).</summary>
    MeasuredCapacity,
    /// <summary>The line between driver and storage can be cut.</summary>
    Interruptions,
    /// <summary>There are server processes apart from the service that can be killed.</summary>
    ServerDeath,
    /// <summary>What serves a share (export, mount) can be damaged behind the driver's back.</summary>
    Damage,
}
