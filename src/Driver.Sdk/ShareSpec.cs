namespace Abaca.DriverSdk;

/// <summary>A share as a driver sees it: one share instance on one pool.</summary>
/// <param name="InstanceId">Id of the share instance (36-character uuid); names on the backend derive from it.</param>
/// <param name="ShareId">Id of the share the instance belongs to (36-character uuid).</param>
/// <param name="Name">Backend name, from <c>share_name_template</c> and the instance id.</param>
/// <param name="ProjectId">Owner.</param>
/// <param name="Pool">Pool name: the part after <c>#</c> of the host.</param>
/// <param name="Protocol">NFS, CEPHFS, … in upper case.</param>
/// <param name="SizeGib">Size in GiB, at least 1; 0 only while a share is being managed whose size nobody knows yet.</param>
/// <param name="ExtraSpecs">Extra specs of the share type.</param>
/// <param name="Metadata">The share's metadata.</param>
/// <param name="Details">What the driver returned at creation (Manila's private storage): its own keys, never shown.</param>
/// <param name="MountPointName">Wanted name of the export, already prefixed, or null.</param>
/// <param name="GroupId">Share group, or null.</param>
public sealed record ShareSpec(
    string InstanceId,
    string ShareId,
    string Name,
    string ProjectId,
    string Pool,
    string Protocol,
    int SizeGib,
    IReadOnlyDictionary<string, string> ExtraSpecs,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, string> Details,
    string? MountPointName = null,
    string? GroupId = null)
{
    /// <summary>
    /// <see cref="BackendObject.Identity"/> that the service has on record for this row and for no other, or null. It proves that an object
    /// without a mark is the row's.
    /// </summary>
    public string? ObjectIdentity { get; init; }
}

/// <summary>A snapshot as a driver sees it.</summary>
/// <param name="InstanceId">Id of the snapshot instance (36-character uuid).</param>
/// <param name="SnapshotId">Id of the snapshot (36-character uuid).</param>
/// <param name="Name">Backend name, from <c>share_snapshot_name_template</c> and the instance id.</param>
/// <param name="Share">The share it was (or will be) taken of.</param>
/// <param name="SizeGib">Size in GiB of the share at that moment.</param>
/// <param name="Details">What the driver returned when it made the snapshot.</param>
public sealed record SnapshotSpec(
    string InstanceId,
    string SnapshotId,
    string Name,
    ShareSpec Share,
    int SizeGib,
    IReadOnlyDictionary<string, string> Details)
{
    /// <inheritdoc cref="ShareSpec.ObjectIdentity"/>
    public string? ObjectIdentity { get; init; }
}

/// <summary>One way to reach a share.</summary>
/// <param name="Path"><c>address:/path</c>; the address is an IP literal (IPv6 in brackets).</param>
/// <param name="Preferred">Clients should take this one.</param>
/// <param name="AdminOnly">Hidden from tenants.</param>
/// <param name="Metadata">Shown from 2.87, for example <c>__mount_options</c>.</param>
public sealed record ExportLocation(string Path, bool Preferred, bool AdminOnly, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What came of creating a share.</summary>
/// <param name="Exports">Export locations, preferred first.</param>
/// <param name="Details">To be handed back in <see cref="ShareSpec.Details"/>.</param>
/// <param name="Ready">False while the backend still copies (status <c>creating_from_snapshot</c>): ask <see cref="ICloning.Progress"/>.</param>
public sealed record CreatedShare(
    IReadOnlyList<ExportLocation> Exports, IReadOnlyDictionary<string, string> Details, bool Ready = true)
{
    /// <summary><see cref="BackendObject.Identity"/> of the share, for the service to keep; null when the call did not learn it.</summary>
    public string? Identity { get; init; }
}
