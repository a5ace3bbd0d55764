using System.Text.Json.Serialization;
using Abaca.Server.Messages;

namespace Abaca.Server.Groups;

/// <summary>Where the creation of a group stands.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Zone">Zone asked for, or null.</param>
/// <param name="Members">Ids of the shares that are made with it from a group snapshot.</param>
public sealed record CreateShareGroupState(string GroupId, string? Zone, IReadOnlyList<string> Members) : IFlowState<CreateShareGroupState>
{
    /// <summary>The only <c>host@backend#pool</c> that will do: where the group snapshot lies; or null.</summary>
    public string? RequiredHost { get; init; }

    /// <summary>What the driver answered for each share that it has begun to make.</summary>
    public IReadOnlyDictionary<string, CreatedShare> Made { get; init; } = new Dictionary<string, CreatedShare>();

    /// <inheritdoc/>
    public static FlowKind<CreateShareGroupState> Kind { get; } =
        new("group.create", 1, TimeSpan.FromHours(2), GroupFlowJson.Default.CreateShareGroupState) { Late = MessageDetail.NoValidHost };
}

/// <summary>Where the deletion of a group stands.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Force">The row goes even when the backend refuses.</param>
public sealed record DeleteShareGroupState(string GroupId, bool Force) : IFlowState<DeleteShareGroupState>, IRemovalState
{
    /// <inheritdoc/>
    string IRemovalState.ResourceId => GroupId;

    /// <inheritdoc/>
    public static FlowKind<DeleteShareGroupState> Kind { get; } =
        new("group.delete", 1, TimeSpan.FromHours(1), GroupFlowJson.Default.DeleteShareGroupState) { Removes = true };
}

/// <summary>Where the taking of a group snapshot stands.</summary>
/// <param name="SnapshotId">The group snapshot.</param>
public sealed record CreateGroupSnapshotState(string SnapshotId) : IFlowState<CreateGroupSnapshotState>
{
    /// <summary>What the driver wants back with every call, by member; null before the snapshots are taken.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Details { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CreateGroupSnapshotState> Kind { get; } =
        new("group_snapshot.create", 1, TimeSpan.FromMinutes(30), GroupFlowJson.Default.CreateGroupSnapshotState);
}

/// <summary>Where the dropping of a group snapshot stands.</summary>
/// <param name="SnapshotId">The group snapshot.</param>
/// <param name="Force">The rows go even when the backend refuses.</param>
public sealed record DeleteGroupSnapshotState(string SnapshotId, bool Force) : IFlowState<DeleteGroupSnapshotState>, IRemovalState
{
    /// <inheritdoc/>
    string IRemovalState.ResourceId => SnapshotId;

    /// <inheritdoc/>
    public static FlowKind<DeleteGroupSnapshotState> Kind { get; } =
        new("group_snapshot.delete", 1, TimeSpan.FromHours(1), GroupFlowJson.Default.DeleteGroupSnapshotState) { Removes = true };
}

/// <summary>How the states of the group flows are stored.</summary>
[JsonSerializable(typeof(CreateShareGroupState))]
[JsonSerializable(typeof(DeleteShareGroupState))]
[JsonSerializable(typeof(CreateGroupSnapshotState))]
[JsonSerializable(typeof(DeleteGroupSnapshotState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class GroupFlowJson : JsonSerializerContext;
