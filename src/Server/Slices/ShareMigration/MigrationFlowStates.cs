using System.Text.Json.Serialization;

namespace Abaca.Server.ShareMigration;

/// <summary>Where the beginning of a move stands.</summary>
/// <param name="ShareId">The share; its destination is the instance that it moves to.</param>
/// <param name="Required">What is insisted on; stored under the name that it had in the first release.</param>
public sealed record StartMigrationState(string ShareId, [property: JsonPropertyName("Wishes")] MigrationRequirements Required) : IFlowState<StartMigrationState>
{
    /// <summary>What the driver can keep, or null before it is asked.</summary>
    public MigrationAbilities? Abilities { get; init; }

    /// <inheritdoc/>
    public static FlowKind<StartMigrationState> Kind { get; } =
        new("share.migrate", 1, TimeSpan.FromMinutes(30), MigrationFlowJson.Default.StartMigrationState);
}

/// <summary>Where the watch over a copy stands.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="Until">Then the next operation takes the watch over.</param>
public sealed record WatchMigrationState(string ShareId, DateTimeOffset Until) : IFlowState<WatchMigrationState>
{
    /// <summary>Pause before the next look.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The copy is there.</summary>
    public bool Copied { get; init; }

    /// <inheritdoc/>
    public static FlowKind<WatchMigrationState> Kind { get; } =
        new("share.migrate.copy", 1, TimeSpan.FromHours(1), MigrationFlowJson.Default.WatchMigrationState);
}

/// <summary>Where the completion of a move stands.</summary>
/// <param name="ShareId">The share.</param>
public sealed record CompleteMigrationState(string ShareId) : IFlowState<CompleteMigrationState>
{
    /// <summary>What the driver answered, or null.</summary>
    public MigratedShare? Arrived { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CompleteMigrationState> Kind { get; } =
        new("share.migrate.complete", 1, TimeSpan.FromHours(1), MigrationFlowJson.Default.CompleteMigrationState);
}

/// <summary>Where the cancelling of a move stands.</summary>
/// <param name="ShareId">The share.</param>
public sealed record CancelMigrationState(string ShareId) : IFlowState<CancelMigrationState>
{
    /// <summary>Nobody asked for it: the move could go neither on nor back.</summary>
    public bool WasBrokenOff { get; init; }

    /// <inheritdoc/>
    public static FlowKind<CancelMigrationState> Kind { get; } =
        new("share.migrate.cancel", 1, TimeSpan.FromHours(1), MigrationFlowJson.Default.CancelMigrationState);
}

/// <summary>Where the removal of an instance stands that does not represent its share.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="EndsMigration">With it the share's move is over.</param>
public sealed record RemoveInstanceState(string ShareId, string InstanceId, bool EndsMigration) : IFlowState<RemoveInstanceState>
{
    /// <summary>How often the rules of the share were not in force yet.</summary>
    public int Looks { get; init; }

    /// <inheritdoc/>
    public static FlowKind<RemoveInstanceState> Kind { get; } =
        new("share_instance.delete", 1, TimeSpan.FromMinutes(15), MigrationFlowJson.Default.RemoveInstanceState);
}

/// <summary>How the states of these flows are stored.</summary>
[JsonSerializable(typeof(StartMigrationState))]
[JsonSerializable(typeof(WatchMigrationState))]
[JsonSerializable(typeof(CompleteMigrationState))]
[JsonSerializable(typeof(CancelMigrationState))]
[JsonSerializable(typeof(RemoveInstanceState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class MigrationFlowJson : JsonSerializerContext;
