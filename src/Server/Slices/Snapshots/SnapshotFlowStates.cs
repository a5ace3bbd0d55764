using System.Text.Json.Serialization;
using Abaca.Server.Messages;

namespace Abaca.Server.Snapshots;

/// <summary>Where the taking of a snapshot stands.</summary>
/// <param name="SnapshotId">The snapshot.</param>
public sealed record CreateSnapshotState(string SnapshotId) : IFlowState<CreateSnapshotState>
{
    /// <summary>What the driver wants back with every call, or null.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CreateSnapshotState> Kind { get; } =
        new("snapshot.create", 1, TimeSpan.FromMinutes(30), SnapshotFlowJson.Default.CreateSnapshotState);
}

/// <summary>Where the dropping of a snapshot stands.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Force">The rows go even when the backend refuses.</param>
public sealed record DeleteSnapshotState(string SnapshotId, bool Force) : IFlowState<DeleteSnapshotState>, IRemovalState
{
    /// <inheritdoc/>
    string IRemovalState.ResourceId => SnapshotId;

    /// <inheritdoc/>
    public static FlowKind<DeleteSnapshotState> Kind { get; } =
        new("snapshot.delete", 1, TimeSpan.FromHours(1), SnapshotFlowJson.Default.DeleteSnapshotState) { Removes = true };
}

/// <summary>Where the way back to a snapshot stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="SnapshotId">Its latest snapshot.</param>
/// <param name="RevertId">Names this one way back to the storage.</param>
/// <param name="OldSizeGib">Size before, in GiB.</param>
/// <param name="NewSizeGib">Size of the snapshot, in GiB.</param>
public sealed record RevertShareState(string ShareId, string SnapshotId, string RevertId, int OldSizeGib, int NewSizeGib) : IFlowState<RevertShareState>
{
    /// <summary>How many replicas growth was paid for, the active one counted; 0 when the share is not replicated.</summary>
    public int Replicas { get; init; }

    /// <summary>The content has been replaced.</summary>
    public bool Replaced { get; init; }

    /// <summary>How often clients could not be let back in.</summary>
    public int Tries { get; init; }

    /// <inheritdoc/>
    public static FlowKind<RevertShareState> Kind { get; } =
        new("share.revert", 2, TimeSpan.FromHours(1), SnapshotFlowJson.Default.RevertShareState);
}

/// <summary>Where a way back to a snapshot stands that the first release has begun.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="SnapshotId">Its latest snapshot.</param>
/// <param name="OldSizeGib">Size before, in GiB.</param>
/// <param name="NewSizeGib">Size of the snapshot, in GiB.</param>
public sealed record FirstRevertShareState(string ShareId, string SnapshotId, int OldSizeGib, int NewSizeGib) : IFlowState<FirstRevertShareState>
{
    /// <summary>The same in today's form.</summary>
    internal RevertShareState AsNow => new(ShareId, SnapshotId, "", OldSizeGib, NewSizeGib);

    /// <inheritdoc/>
    public static FlowKind<FirstRevertShareState> Kind { get; } =
        new("share.revert", 1, TimeSpan.FromHours(1), SnapshotFlowJson.Default.FirstRevertShareState);
}

/// <summary>How the states of the snapshot flows are stored.</summary>
[JsonSerializable(typeof(CreateSnapshotState))]
[JsonSerializable(typeof(DeleteSnapshotState))]
[JsonSerializable(typeof(RevertShareState))]
[JsonSerializable(typeof(FirstRevertShareState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class SnapshotFlowJson : JsonSerializerContext;
