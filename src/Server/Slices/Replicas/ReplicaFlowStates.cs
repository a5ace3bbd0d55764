using System.Text.Json.Serialization;
using Abaca.Server.Messages;

namespace Abaca.Server.Replicas;

/// <summary>Where the creation of a replica stands.</summary>
/// <param name="ReplicaId">The replica.</param>
/// <param name="Zone">Zone asked for, or null.</param>
/// <param name="OnlyHost">The only <c>host@backend#pool</c> that the caller wants, or null.</param>
/// <param name="ByHostAdmin">The caller may name hosts.</param>
public sealed record CreateReplicaState(string ReplicaId, string? Zone, string? OnlyHost, bool ByHostAdmin) : IFlowState<CreateReplicaState>
{
    /// <summary><c>host@backend#pool</c> chosen, or null.</summary>
    public string? Host { get; init; }

    /// <summary>Pools that refused.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>What the driver answered, or null.</summary>
    public ReplicaReport? Made { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CreateReplicaState> Kind { get; } =
        new("replica.create", 1, TimeSpan.FromHours(1), ReplicaFlowJson.Default.CreateReplicaState) { Late = MessageDetail.NoValidHost };
}

/// <summary>Where the deletion of a replica stands.</summary>
/// <param name="ReplicaId">The replica.</param>
/// <param name="Force">The rows go even when the backend refuses.</param>
public sealed record DeleteReplicaState(string ReplicaId, bool Force) : IFlowState<DeleteReplicaState>, IRemovalState
{
    /// <inheritdoc/>
    string IRemovalState.ResourceId => ReplicaId;

    /// <inheritdoc/>
    public static FlowKind<DeleteReplicaState> Kind { get; } =
        new("replica.delete", 1, TimeSpan.FromHours(1), ReplicaFlowJson.Default.DeleteReplicaState) { Removes = true };
}

/// <summary>Where a promotion stands.</summary>
/// <param name="ReplicaId">The replica that is to become the active one.</param>
/// <param name="OldActiveId">The one that represents the share until then.</param>
public sealed record PromoteReplicaState(string ReplicaId, string OldActiveId) : IFlowState<PromoteReplicaState>
{
    /// <summary>What came of it, or null.</summary>
    public Promotion? Done { get; init; }

    /// <summary>Why the backend would not; all is as it was then. Null when nobody has said no.</summary>
    [JsonPropertyName("Declined")] // what operations under way have stored
    public Refusal? Refused { get; init; }

    /// <inheritdoc/>
    public static FlowKind<PromoteReplicaState> Kind { get; } =
        new("replica.promote", 1, TimeSpan.FromMinutes(30), ReplicaFlowJson.Default.PromoteReplicaState);
}

/// <summary>How the states of the replica flows are stored.</summary>
[JsonSerializable(typeof(CreateReplicaState))]
[JsonSerializable(typeof(DeleteReplicaState))]
[JsonSerializable(typeof(PromoteReplicaState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ReplicaFlowJson : JsonSerializerContext;
