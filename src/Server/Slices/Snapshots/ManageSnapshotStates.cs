using System.Text.Json.Serialization;

namespace Abaca.Server.Snapshots;

/// <summary>Where the taking over of a snapshot stands.</summary>
/// <param name="SnapshotId">The snapshot that it becomes.</param>
/// <param name="ProviderLocation">Its name on the backend.</param>
/// <param name="Options">What the administrator told the driver.</param>
public sealed record ManageSnapshotState(string SnapshotId, string ProviderLocation, IReadOnlyDictionary<string, string> Options)
    : IFlowState<ManageSnapshotState>
{
    /// <summary>What it is, which no other row has; null until it is known.</summary>
    public BackendObject? Found { get; init; }

    /// <summary>What the driver answered, or null.</summary>
    public ManagedSnapshot? Taken { get; init; }

    /// <inheritdoc/>
    public static FlowKind<ManageSnapshotState> Kind { get; } =
        new("snapshot.manage", 1, TimeSpan.FromMinutes(30), ManageSnapshotJson.Default.ManageSnapshotState);
}

/// <summary>Where the letting go of a snapshot stands.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="WasTaken">The backend has it in its care; false when taking it over had failed.</param>
public sealed record UnmanageSnapshotState(string SnapshotId, bool WasTaken) : IFlowState<UnmanageSnapshotState>
{
    /// <inheritdoc/>
    public static FlowKind<UnmanageSnapshotState> Kind { get; } =
        new("snapshot.unmanage", 1, TimeSpan.FromMinutes(30), ManageSnapshotJson.Default.UnmanageSnapshotState) { Removes = true };
}

/// <summary>How the states of these flows are stored.</summary>
[JsonSerializable(typeof(ManageSnapshotState))]
[JsonSerializable(typeof(UnmanageSnapshotState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ManageSnapshotJson : JsonSerializerContext;
