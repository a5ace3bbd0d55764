using System.Net;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// How clients reach a subvolume: natively with cephx, or over NFS. The driver owns the subvolume; the protocol owns identities,
/// exports and rules. Every call may be repeated.
/// </summary>
interface ICephProtocol : IAsyncDisposable
{
    /// <summary>CEPHFS or NFS: the protocol of the shares and the pool's <c>storage_protocol</c>.</summary>
    string Name { get; }

    /// <summary>Makes the protocol ready; O(1) in the number of shares.</summary>
    Task<DriverResult> Start(CancellationToken ct);

    /// <summary>Where clients find the subvolume.</summary>
    Task<DriverResult<IReadOnlyList<ExportLocation>>> Locations(ShareSpec share, Subvolume subvolume, CancellationToken ct);

    /// <summary>As <see cref="IShareDriver.SetAccess"/>.</summary>
    Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct);

    /// <summary>As <see cref="IShareDriver.ReadAccess"/>.</summary>
    Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, Subvolume subvolume, CancellationToken ct);

    /// <summary>Repairs what serves the share, reading first and writing only what differs.</summary>
    Task<DriverResult> Ensure(ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct);

    /// <summary>Takes all exports and identities of the share away, before its subvolume goes; <paramref name="subvolume"/> is null when it is gone already.</summary>
    Task<DriverResult> Withdraw(ShareSpec share, Subvolume? subvolume, CancellationToken ct);

    /// <summary>Exports of ours that exist, for <see cref="IShareDriver.Inventory"/>.</summary>
    Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct);

    /// <summary>Addresses that clients talk to, without ports: they say whether the pool serves IPv4 and IPv6.</summary>
    Task<DriverResult<IReadOnlyList<IPAddress>>> Addresses(CancellationToken ct);

    /// <summary>What stands in the way of changes at this moment; done when nothing does. Asks nobody.</summary>
    DriverResult Readiness => new DriverResult.Done();

    /// <summary>What <c>abaca doctor</c> can look at beside a service that may be up.</summary>
    IReadOnlyList<IBackendCheck> Checks() => [];
}
