using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>
/// Where the backend is: all that a backend's own test class says about itself. The tests of
/// <see cref="DriverConformance"/> know nothing else. One object serves all tests of a class, one after the other.
/// </summary>
public interface IBackendUnderTest
{
    /// <summary>Name for messages, for example <c>Local</c>.</summary>
    string Name { get; }

    /// <summary>The one place where a backend says what it cannot show, each with the reason; the suite's output repeats it.</summary>
    IReadOnlyDictionary<Showing, string> NotShown { get; }

    /// <summary>The started driver of the current life (see <see cref="Restart"/>).</summary>
    IShareDriver Driver { get; }

    /// <summary>A pool for the tests' shares; it holds at least 30 GiB of promised sizes.</summary>
    string Pool { get; }

    /// <summary>Protocol of the tests' shares, for example NFS.</summary>
    string Protocol { get; }

    /// <summary>Access type of the tests' rules; with <see cref="Showing.RealMounts"/> their clients are those of <see cref="Clients"/>.</summary>
    AccessType AccessType { get; }

    /// <summary>At least two clients that the backend's rules can tell apart; empty without <see cref="Showing.RealMounts"/>.</summary>
    IReadOnlyList<IShareClient> Clients { get; }

    /// <summary>An access type that the backend refuses; read only with <see cref="Showing.UnsupportedAccessType"/>.</summary>
    AccessType UnsupportedAccessType { get; }

    /// <summary>The largest size in GiB that must work here.</summary>
    int BigGib { get; }

    /// <summary>A size in GiB that the driver must refuse; read only with <see cref="Showing.PoolLimit"/>.</summary>
    int TooBigGib { get; }

    /// <summary>
    /// Dies and lives again. What dies does nothing that an orderly end would do, and never acts again: the old driver
    /// object is abandoned, server processes get SIGKILL. On return <see cref="Driver"/> is started, and a death of the
    /// servers alone has been noticed and repaired by the driver that lives on.
    /// </summary>
    Task Restart(Death death, CancellationToken ct);

    /// <summary>
    /// Everything on the storage that belongs to shares and snapshots, one line each, seen without the driver. Lines of
    /// a share or snapshot hold its backend name.
    /// </summary>
    Task<IReadOnlyList<string>> ListRaw(CancellationToken ct);

    /// <summary>
    /// What the storage says about one share, seen without the driver: existence, size limit, rules, exports, mounts,
    /// number of files. Two shares made by equal calls have equal texts, so no names, ids and times. Empty when there is nothing.
    /// </summary>
    Task<string> Describe(ShareSpec share, CancellationToken ct);

    /// <summary>What the lines of <see cref="ListRaw"/> hold of a snapshot.</summary>
    string StoredName(SnapshotSpec snapshot) => snapshot.Name;

    /// <summary>How the driver's inventory calls a snapshot: by its instance where its name on the storage says so.</summary>
    string InventoryName(SnapshotSpec snapshot) => snapshot.InstanceId;

    /// <summary>What a shell prints on the machine that serves the shares.</summary>
    async Task<string> OnServer(string script, CancellationToken ct) => await Tool.Run(["sh", "-c", script], ct);

    /// <summary>Fills the share from the inside until only so many bytes fit; only with <see cref="Showing.UsedSpace"/>.</summary>
    Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct);

    /// <summary>Writes into the share from the inside until the storage takes nothing more; a backend that lets writes pass its limit is over it then.</summary>
    Task FillBeyond(ShareSpec share, CancellationToken ct) => FillAllBut(share, 0, ct);

    /// <summary>Fills what is left of the share from the inside with small files, until there is no room for one more.</summary>
    Task FillWithSmallFiles(ShareSpec share, CancellationToken ct) => FillAllBut(share, 0, ct);

    /// <summary>Cuts the line between driver and storage; only with <see cref="Showing.Interruptions"/>.</summary>
    IFaults Faults { get; }

    /// <summary>Ways to damage what serves a share, by name; only with <see cref="Showing.Damage"/>.</summary>
    IReadOnlyList<string> Damages { get; }

    /// <summary>Does one of <see cref="Damages"/> behind the driver's back.</summary>
    Task Damage(string how, ShareSpec share, CancellationToken ct);

    /// <summary>How often the driver has changed anything on the storage or its servers so far; reading does not count.</summary>
    long Changes { get; }
}

/// <summary>Who dies in <see cref="IBackendUnderTest.Restart"/>.</summary>
public enum Death
{
    /// <summary>kill -9 of the service; servers it started live on.</summary>
    Service,
    /// <summary>kill -9 of the servers (Ganesha); the service lives on. Only with <see cref="Showing.ServerDeath"/>.</summary>
    Servers,
    /// <summary>kill -9 of both. Only with <see cref="Showing.ServerDeath"/>.</summary>
    Both,
}
