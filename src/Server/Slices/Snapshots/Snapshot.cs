using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Id of a snapshot: a 36-character uuid.</summary>
public readonly record struct SnapshotId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static SnapshotId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A snapshot with its instance, as stored. Sizes are GiB.</summary>
public sealed record Snapshot : OwnedResource, IResource<Snapshot>
{
    /// <inheritdoc/>
    public static string Kind => "Snapshot";

    /// <inheritdoc/>
    public static string? SeenBy => "share_snapshot:get_snapshot";

    /// <summary>A new one of a share, whose size is not known yet: what it is to become is added to it.</summary>
    /// <param name="share">The share.</param>
    /// <param name="caller">Who makes it, and whose project owns it.</param>
    /// <param name="now">When it is asked for.</param>
    public static Snapshot Of(Share share, Caller caller, DateTimeOffset now) => new()
    {
        Id = SnapshotId.New(),
        InstanceId = Guid.NewGuid().ToString(),
        ShareId = share.Id,
        ShareInstanceId = share.InstanceId,
        ProjectId = caller.ProjectId,
        UserId = caller.UserId,
        Size = 0,
        ShareSize = share.Size,
        Protocol = share.Protocol,
        Status = SnapshotStatus.ManageStarting,
        Progress = "0%",
        CreatedAt = now,
    };

    /// <summary>Id.</summary>
    public required SnapshotId Id { get; init; }

    /// <summary>Its instance: the snapshot as it lies beside the share's instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The share it was taken of.</summary>
    public required ShareId ShareId { get; init; }

    /// <summary>The share's instance it was taken of.</summary>
    public required ShareInstanceId ShareInstanceId { get; init; }

    /// <summary>Size in GiB.</summary>
    public required int Size { get; init; }

    /// <summary>Size of the share when it was taken.</summary>
    public required int ShareSize { get; init; }

    /// <summary>Protocol of the share.</summary>
    public required string Protocol { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Status of its instance.</summary>
    public string Status { get; init; } = "creating";

    /// <summary>Its share is of a type that replicates: the snapshot may lie on several replicas.</summary>
    public bool IsReplicated { get; init; }

    /// <summary>For example <c>100%</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>Where the backend keeps it; for admins.</summary>
    public string? ProviderLocation { get; init; }

    /// <summary>What the driver wants back with every call.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>Which object on the storage it is, as far as that is on record.</summary>
    public string? ObjectIdentity { get; init; }
}
