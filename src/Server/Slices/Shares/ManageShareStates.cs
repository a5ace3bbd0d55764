using System.Text.Json.Serialization;

namespace Abaca.Server.Shares;

/// <summary>Where the taking over of a share stands.</summary>
/// <param name="ShareId">The share that it becomes.</param>
/// <param name="ExportPath">What the administrator called it.</param>
/// <param name="Options">What the administrator told the driver.</param>
public sealed record ManageShareState(string ShareId, string ExportPath, IReadOnlyDictionary<string, string> Options) : IFlowState<ManageShareState>
{
    /// <summary>What it is to be made of, which no other row has; null until it is known.</summary>
    public BackendObject? Found { get; init; }

    /// <summary>What the driver answered, or null.</summary>
    public ManagedShare? Taken { get; init; }

    /// <inheritdoc/>
    public static FlowKind<ManageShareState> Kind { get; } =
        new("share.manage", 1, TimeSpan.FromHours(1), ManageShareJson.Default.ManageShareState);
}

/// <summary>Where the letting go of a share stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="WasTaken">The backend has it in its care; false when taking it over had failed.</param>
public sealed record UnmanageShareState(string ShareId, bool WasTaken) : IFlowState<UnmanageShareState>
{
    /// <inheritdoc/>
    public static FlowKind<UnmanageShareState> Kind { get; } =
        new("share.unmanage", 1, TimeSpan.FromMinutes(30), ManageShareJson.Default.UnmanageShareState) { Removes = true };
}

/// <summary>How the states of these flows are stored.</summary>
[JsonSerializable(typeof(ManageShareState))]
[JsonSerializable(typeof(UnmanageShareState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ManageShareJson : JsonSerializerContext;
