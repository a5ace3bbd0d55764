namespace Abaca.Server.Scheduling;

/// <summary>What capacity is asked for; each kind has its own reserve, and extends their own filters.</summary>
public enum PlacementKind
{
    /// <summary>A new, empty share or replica.</summary>
    Create,
    /// <summary>A new share with a snapshot's content.</summary>
    CreateFromSnapshot,
    /// <summary>More room for a share where it is.</summary>
    Extend,
}
