namespace Abaca.Server.Shares;

/// <summary>A share with one of its instances, mostly the representative one, as stored. Sizes are GiB.</summary>
public sealed record Share : OwnedResource, IResource<Share>
{
    /// <inheritdoc/>
    public static string Kind => "Share";

    /// <inheritdoc/>
    public static string? SeenBy => "share:get";

    /// <summary>What a public share shows everybody. Every other endpoint asks its rule about the share's own project, too.</summary>
    public static IReadOnlyCollection<string> Open { get; } =
    [
        "share:get", "share:get_share_metadata", "share_export_location:index", "share_export_location:show", "share_export_location:get_metadata",
    ];

    /// <inheritdoc/>
    public void MustBeChangeable()
    {
        if (IsSoftDeleted) throw Refusals.NotAllowed($"Share {Id} is in the recycle bin; restore it first.");
    }

    /// <summary>Id.</summary>
    public required ShareId Id { get; init; }

    /// <summary>The instance.</summary>
    public required ShareInstanceId InstanceId { get; init; }

    /// <summary>Size in GiB.</summary>
    public required int Size { get; init; }

    /// <summary>Size in GiB that its quotas are charged for: the size that it is to have, while it grows.</summary>
    public int ChargedSize
    {
        get => field > 0 ? field : Size;
        init;
    }

    /// <summary>Protocol in upper case.</summary>
    public required string Protocol { get; init; }

    /// <summary>Seen by every project.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Share type.</summary>
    public string? TypeId { get; init; }

    /// <summary>Name of the type, or null when the type is gone.</summary>
    public string? TypeName { get; init; }

    /// <summary>The snapshot it was made from.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>State of a long task (migration).</summary>
    public string? TaskState { get; init; }

    /// <summary>Name of its mount point, with prefix.</summary>
    public string? MountPointName { get; init; }

    /// <summary>What the type promised when the share was made.</summary>
    public ShareAbilities Abilities { get; init; } = new();

    /// <summary>Replication type, or null.</summary>
    public string? ReplicationType { get; init; }

    /// <summary>Share group.</summary>
    public string? GroupId { get; init; }

    /// <summary>Member of the group snapshot it was made from.</summary>
    public string? SourceGroupSnapshotMemberId { get; init; }

    /// <summary>Backup it was restored from.</summary>
    public string? SourceBackupId { get; init; }

    /// <summary>Encryption key.</summary>
    public string? EncryptionKeyRef { get; init; }

    /// <summary>In the recycle bin.</summary>
    public bool IsSoftDeleted { get; init; }

    /// <summary>When the recycle bin drops it.</summary>
    public DateTimeOffset? ScheduledToBeDeletedAt { get; init; }

    /// <summary>Counts up with every change that can be seen.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>Status of the instance.</summary>
    public string Status { get; init; } = ShareStatus.Creating;

    /// <summary><c>host@backend#pool</c>; empty before a pool is chosen.</summary>
    public string? Host { get; init; } = "";

    /// <summary>Zone name, or null before a pool is chosen.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>State of its access rules: active, syncing or error.</summary>
    public string AccessRulesStatus { get; init; } = "active";

    /// <summary>For example <c>100%</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>Share network.</summary>
    public string? NetworkId { get; init; }

    /// <summary>Share server.</summary>
    public string? ServerId { get; init; }

    /// <summary>How the instance stands to its share's other replicas (see <see cref="SyncState"/>); null: it is none of several.</summary>
    public string? ReplicaState { get; init; }

    /// <summary>Its access rules are lowered to read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The share has more replicas than the active one.</summary>
    public bool HasReplicas { get; init; }

    /// <summary>The instance is a replica that nobody is let in to: one for disasters only, which is not the active one.</summary>
    public bool IsDormant => ReplicationType == "dr" && ReplicaState is not (null or SyncState.Active);

    /// <summary>Pool of its host: the part after <c>#</c>.</summary>
    public string Pool => Host is { } host && host.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? host[(at + 1)..] : "";

    /// <summary>Service of its host: <c>host@backend</c>.</summary>
    public string ServiceHost => Host?.Split('#')[0] ?? "";
}

/// <summary>What a share type promises for a share.</summary>
/// <param name="Snapshots">snapshot_support.</param>
/// <param name="SharesFromSnapshots">create_share_from_snapshot_support.</param>
/// <param name="Reverts">revert_to_snapshot_support.</param>
/// <param name="MountableSnapshots">mount_snapshot_support.</param>
/// <param name="SnapshotsInheritAccess">snapshot_inherit_share_access_support.</param>
public sealed record ShareAbilities(
    bool Snapshots = false, bool SharesFromSnapshots = false, bool Reverts = false, bool MountableSnapshots = false,
    bool SnapshotsInheritAccess = false);
