namespace Abaca.Server.Shares;

/// <summary>Manila's replica states (wire values): how near a replica is to the active one.</summary>
public static class SyncState
{
    /// <summary>The one that is written to.</summary>
    public const string Active = "active";
    /// <summary>As new as the way of replication allows.</summary>
    public const string InSync = "in_sync";
    /// <summary>Older than that.</summary>
    public const string OutOfSync = "out_of_sync";
    /// <summary>Broken, or nobody knows.</summary>
    public const string Error = "error";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, InSync, OutOfSync, Error];

    /// <summary>The wire value of what a driver said.</summary>
    public static string Of(ReplicaState state) => state switch
    {
        ReplicaState.Active => Active,
        ReplicaState.InSync => InSync,
        ReplicaState.OutOfSync => OutOfSync,
        _ => Error,
    };

    /// <summary>What a driver is told; null while nobody knows.</summary>
    public static ReplicaState? Of(string? state) => state switch
    {
        Active => ReplicaState.Active,
        InSync => ReplicaState.InSync,
        OutOfSync => ReplicaState.OutOfSync,
        Error => ReplicaState.Error,
        _ => null,
    };
}
