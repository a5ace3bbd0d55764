using System.Net;

namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>A machine that runs NFS-Ganesha.</summary>
/// <param name="Name">Its name in the grace database and in its Ceph identity <c>client.ganesha-NAME</c>.</param>
/// <param name="Address">Its own address.</param>
public sealed record GaneshaMachine(string Name, IPAddress Address);

/// <summary>An address that moves between machines.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="Prefix">Prefix length of its network.</param>
public sealed record FloatingAddress(IPAddress Address, int Prefix);

/// <summary>A set of Ganesha machines that serve the same exports behind one floating address.</summary>
/// <param name="Machines">At least one.</param>
/// <param name="Floating">The address that clients mount from, or null for none.</param>
/// <param name="Interface">Network interface that carries it.</param>
/// <param name="CephConfig">Path of <c>ceph.conf</c> on the machines.</param>
/// <param name="Pool">Pool of the export objects (<c>ganesha_rados_store_pool_name</c>).</param>
/// <param name="Index">Name of the index object (<c>ganesha_rados_export_index</c>).</param>
/// <param name="RecoveryNamespace">RADOS namespace of the grace database, in the same pool.</param>
/// <param name="LeaseSeconds">NFSv4 lease, and grace after a machine comes back.</param>
/// <param name="Port">TCP port of NFS.</param>
/// <param name="RouterId">Virtual router id of the first floating address, 1 to 255; the others have the next ones. A network segment has each once.</param>
public sealed record GaneshaDeployment(
    IReadOnlyList<GaneshaMachine> Machines,
    FloatingAddress? Floating = null,
    string Interface = "eth0",
    string CephConfig = "/etc/ceph/ceph.conf",
    string Pool = "cephfs_data",
    string Index = "ganesha-export-index",
    string RecoveryNamespace = "ganesha-grace",
    int LeaseSeconds = 10,
    int Port = 2049,
    int RouterId = 51)
{
    /// <summary>Further floating addresses: each prefers another machine, so that all of them have work.</summary>
    public IReadOnlyList<FloatingAddress> FurtherFloating { get; init; } = [];

    /// <summary>Who logs in from the service; not root: the machines get the rules by which it may.</summary>
    public string User { get; init; } = "root";

    /// <summary>All floating addresses.</summary>
    public IReadOnlyList<FloatingAddress> AllFloating => Floating is null ? FurtherFloating : [Floating, .. FurtherFloating];
}

/// <summary>A file to lay down on a machine.</summary>
/// <param name="Machine">Whose it is, or null for all.</param>
/// <param name="Path">Absolute path there.</param>
/// <param name="Executable">Mode 755 instead of 644.</param>
/// <param name="Content">Its text.</param>
public sealed record DeployedFile(string? Machine, string Path, bool Executable, string Content);
