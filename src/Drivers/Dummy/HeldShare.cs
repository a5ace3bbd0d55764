using System.Text.Json.Serialization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>A share that the Dummy backend holds.</summary>
/// <param name="InstanceId">Share instance.</param>
/// <param name="ShareId">Share.</param>
/// <param name="Name">Backend name.</param>
/// <param name="Pool">Pool it is in.</param>
/// <param name="SizeGib">Size in GiB.</param>
/// <param name="UsedBytes">Space in use in bytes, as far as a test has said so.</param>
public sealed record HeldShare(string InstanceId, string ShareId, string Name, string Pool, int SizeGib, long UsedBytes)
{
    /// <summary>Last part of the export path when it was asked for; else null.</summary>
    public string? MountPointName { get; init; }

    /// <summary>Share group it was made in, or null.</summary>
    public string? GroupId { get; init; }

    /// <summary>Rules in force.</summary>
    public IReadOnlyList<HeldRule> Rules { get; init; } = [];

    /// <summary>It lies here without being in the service's care.</summary>
    public bool IsLetGo { get; init; }

    /// <summary>Which object it is, whoever has it; null: it goes by the id it was made with (state files of the first release).</summary>
    public string? ObjectId { get; init; }

    /// <summary>Its mark of ownership, as text; null when it has none.</summary>
    public string? Mark { get; init; }

    /// <summary>It is a copy of the active replica.</summary>
    public bool IsReplica { get; init; }

    /// <summary>The last way back to a snapshot, or null.</summary>
    public string? RevertId { get; init; }

    /// <summary>It has come here from another pool, with all that was written there.</summary>
    public bool HasArrived { get; init; }

    /// <summary>Number of the promotion that made it, or the one that it follows, the active replica; 0 before the first.</summary>
    public int Epoch { get; init; }

    /// <summary>Begin of the copy from a snapshot, or null when there was none.</summary>
    public DateTimeOffset? CopyBegan { get; init; }

    /// <summary>End of that copy.</summary>
    public DateTimeOffset? CopyEnds { get; init; }
}

/// <summary>A rule in force.</summary>
/// <param name="Type">Kind of client.</param>
/// <param name="To">The client.</param>
/// <param name="Level">What it may do.</param>
/// <param name="Key">Its secret key (cephx), or null.</param>
public sealed record HeldRule(AccessType Type, string To, AccessLevel Level, string? Key);

/// <summary>A snapshot that the Dummy backend holds.</summary>
/// <param name="InstanceId">Snapshot instance.</param>
/// <param name="Name">Backend name.</param>
/// <param name="ShareInstanceId">Share instance it was taken of.</param>
/// <param name="SizeGib">Size of that share at that moment in GiB.</param>
/// <param name="UsedBytes">Space in use at that moment in bytes.</param>
public sealed record HeldSnapshot(string InstanceId, string Name, string ShareInstanceId, int SizeGib, long UsedBytes)
{
    /// <summary>It lies here without being in the service's care.</summary>
    public bool IsLetGo { get; init; }

    /// <inheritdoc cref="HeldShare.ObjectId"/>
    public string? ObjectId { get; init; }

    /// <inheritdoc cref="HeldShare.Mark"/>
    public string? Mark { get; init; }
}

/// <summary>A share group that the Dummy backend holds.</summary>
/// <param name="Id">Share group.</param>
/// <param name="Pool">Pool it is in.</param>
public sealed record HeldGroup(string Id, string Pool);

/// <summary>
/// One line of the state file: something is so now (whole), or is gone (its id), or both at once: it has become something else.
/// </summary>
sealed record JournalLine
{
    public HeldShare? Share { get; init; }
    public HeldSnapshot? Snapshot { get; init; }
    public string? ShareGone { get; init; }
    public string? SnapshotGone { get; init; }
    public HeldGroup? Group { get; init; }
    public string? GroupGone { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalLine))]
sealed partial class JournalJson : JsonSerializerContext;
