using System.Text.Json.Serialization;

namespace Abaca.Server.Reconcile;

/// <summary>Where the adoption of an orphaned share stands.</summary>
/// <param name="ShareId">The share that it becomes.</param>
/// <param name="Found">The orphan as it was named: identity and mark are those that it must still have.</param>
public sealed record AdoptShareState(string ShareId, BackendObject Found) : IFlowState<AdoptShareState>
{
    /// <summary>It is an orphan: this database had a row of it before.</summary>
    public bool HadRow { get; init; }

    /// <summary>What the driver answered, or null.</summary>
    public ManagedShare? Taken { get; init; }

    /// <inheritdoc/>
    public static FlowKind<AdoptShareState> Kind { get; } =
        new("reconcile.adopt_share", 1, TimeSpan.FromHours(1), AdoptionJson.Default.AdoptShareState);
}

/// <summary>Where the adoption of an orphaned snapshot stands.</summary>
/// <param name="SnapshotId">The snapshot that it becomes.</param>
/// <param name="Found">The orphan as it was named.</param>
public sealed record AdoptSnapshotState(string SnapshotId, BackendObject Found) : IFlowState<AdoptSnapshotState>
{
    /// <summary>It is an orphan: this database had a row of it before.</summary>
    public bool HadRow { get; init; }

    /// <inheritdoc/>
    public static FlowKind<AdoptSnapshotState> Kind { get; } =
        new("reconcile.adopt_snapshot", 1, TimeSpan.FromHours(1), AdoptionJson.Default.AdoptSnapshotState);
}

/// <summary>How the states of these flows are stored.</summary>
[JsonSerializable(typeof(AdoptShareState))]
[JsonSerializable(typeof(AdoptSnapshotState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class AdoptionJson : JsonSerializerContext;
