using System.Text.Json.Serialization;
using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>Where a creation stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="Zone">Zone asked for, or null.</param>
/// <param name="ByHostAdmin">The caller may name hosts.</param>
public sealed record CreateShareState(string ShareId, string? Zone, bool ByHostAdmin) : IFlowState<CreateShareState>
{
    /// <summary><c>host@backend#pool</c> chosen, or null.</summary>
    public string? Host { get; init; }

    /// <summary>Pools that refused or failed.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>What the last of these said, or null.</summary>
    public string? LastRefusal { get; init; }

    /// <summary>What the driver answered, or null.</summary>
    public CreatedShare? Made { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CreateShareState> Kind { get; } =
        new("share.create", 1, TimeSpan.FromHours(1), ShareFlowJson.Default.CreateShareState) { Late = MessageDetail.NoValidHost };
}

/// <summary>Where a deletion stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="Force">The rows go even when the backend refuses.</param>
public sealed record DeleteShareState(string ShareId, bool Force) : IFlowState<DeleteShareState>, IRemovalState
{
    /// <inheritdoc/>
    string IRemovalState.ResourceId => ShareId;

    /// <inheritdoc/>
    public static FlowKind<DeleteShareState> Kind { get; } =
        new("share.delete", 1, TimeSpan.FromHours(1), ShareFlowJson.Default.DeleteShareState) { Removes = true };
}

/// <summary>Where a change of size stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="OldSizeGib">Size before, in GiB.</param>
/// <param name="NewSizeGib">Size wanted, in GiB.</param>
/// <param name="Force">The pool's room is not asked.</param>
public sealed record ExtendShareState(string ShareId, int OldSizeGib, int NewSizeGib, bool Force) : IFlowState<ExtendShareState>
{
    /// <summary>The pool has room and promised it.</summary>
    public bool RoomPromised { get; init; }

    /// <inheritdoc/>
    public static FlowKind<ExtendShareState> Kind { get; } =
        new("share.extend", 1, TimeSpan.FromMinutes(30), ShareFlowJson.Default.ExtendShareState);
}

/// <summary>Where a shrinking stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="OldSizeGib">Size before, in GiB.</param>
/// <param name="NewSizeGib">Size wanted, in GiB.</param>
public sealed record ShrinkShareState(string ShareId, int OldSizeGib, int NewSizeGib) : IFlowState<ShrinkShareState>
{
    /// <inheritdoc/>
    public static FlowKind<ShrinkShareState> Kind { get; } =
        new("share.shrink", 1, TimeSpan.FromMinutes(30), ShareFlowJson.Default.ShrinkShareState);
}

/// <summary>How the states of the share flows are stored.</summary>
[JsonSerializable(typeof(CreateShareState))]
[JsonSerializable(typeof(DeleteShareState))]
[JsonSerializable(typeof(ExtendShareState))]
[JsonSerializable(typeof(ShrinkShareState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ShareFlowJson : JsonSerializerContext;
