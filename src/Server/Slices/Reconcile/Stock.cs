namespace Abaca.Server.Reconcile;

/// <summary>A share instance as its row says.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="ShareId">The share.</param>
/// <param name="ProjectId">Its owner.</param>
/// <param name="ServiceHost"><c>host@backend</c>; empty while it has no place.</param>
/// <param name="Status">Its status.</param>
/// <param name="SizeGib">Its size in GiB; 0 where it need not be that of the share (replicas that follow).</param>
public sealed record ShareRow(string InstanceId, string ShareId, string ProjectId, string ServiceHost, string Status, int SizeGib)
{
    /// <summary>The object that the service has on record for it, or null.</summary>
    public string? ObjectIdentity { get; init; }

    /// <summary>The share has replicas.</summary>
    public bool HasReplicas { get; init; }
}

/// <summary>A snapshot instance as its row says; members of group snapshots among them.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="ShareInstanceId">The share instance that it lies beside.</param>
/// <param name="ShareId">The share.</param>
/// <param name="ProjectId">Its owner.</param>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Status">Its status.</param>
public sealed record SnapshotRow(
    string InstanceId, string SnapshotId, string ShareInstanceId, string ShareId, string ProjectId, string ServiceHost, string Status)
{
    /// <summary>The object that the service has on record for it, or null.</summary>
    public string? ObjectIdentity { get; init; }
}

/// <summary>Everything that the database says of storage at one moment, of every host.</summary>
/// <param name="Shares">All share instances.</param>
/// <param name="Snapshots">All snapshot instances.</param>
/// <param name="Underway">What the operations that have not ended yet work on and remember, as text.</param>
public sealed record StoredThings(IReadOnlyList<ShareRow> Shares, IReadOnlyList<SnapshotRow> Snapshots, IReadOnlyList<string> Underway)
{
    /// <summary>Nothing at all.</summary>
    public static StoredThings None { get; } = new([], [], []);
}

/// <summary>A backend and what it holds.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Objects">What it shows, or null when it does not answer.</param>
/// <param name="Silence">Why it does not answer.</param>
public sealed record Shelf(string ServiceHost, IReadOnlyList<BackendObject>? Objects, string? Silence = null)
{
    /// <summary>The kind of driver: backends of different kinds never share a storage.</summary>
    public string Driver { get; init; } = "";

    /// <summary>The section.</summary>
    public string Section => ServiceHost[(ServiceHost.IndexOf('@', StringComparison.Ordinal) + 1)..];
}

/// <summary>What is there and what should be: the question that <see cref="Comparison"/> answers.</summary>
/// <param name="Deployment">Our id in marks.</param>
/// <param name="Shelves">Every backend of this process, in the order of the configuration.</param>
/// <param name="Before">Rows from before the storages were asked.</param>
/// <param name="After">Rows from after that. What has a row at either moment has one.</param>
public sealed record Stock(string Deployment, IReadOnlyList<Shelf> Shelves, StoredThings Before, StoredThings After)
{
    /// <summary>
    /// What drivers answered when they were asked for rows by themselves, by instance id: empty means that they have nothing, and an absent row was not
    /// asked for or got no answer.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<BackendObject>> Looked { get; init; } = new Dictionary<string, IReadOnlyList<BackendObject>>();

    /// <summary>Of the instances that marks of ours name, those that had a row in this database and lost it.</summary>
    public IReadOnlySet<string> Former { get; init; } = new HashSet<string>();

    /// <summary>Rows whose rules the storage does not show, by instance id.</summary>
    public IReadOnlyDictionary<string, OtherRules> Rules { get; init; } = new Dictionary<string, OtherRules>();
}

/// <summary>Rules of a storage that are not those of the database.</summary>
/// <param name="What">What differs, in a sentence.</param>
/// <param name="Applied">Those of the storage.</param>
public sealed record OtherRules(string What, IReadOnlyList<AppliedRule> Applied);
