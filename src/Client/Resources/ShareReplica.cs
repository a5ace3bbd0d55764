namespace Abaca.Client;

/// <summary>A replica of a share as the API shows it.</summary>
public sealed record ShareReplica : Resource
{
    /// <summary>The share that it is a replica of (id).</summary>
    public string ShareId { get; init; } = "";

    /// <summary>Its status, such as "available".</summary>
    public string Status { get; init; } = "";

    /// <summary>How near it is to the active one: active, in_sync, out_of_sync or error.</summary>
    public string? ReplicaState { get; init; }

    /// <summary>The zone it is in.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The pool that holds it; shown to administrators.</summary>
    public string? Host { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}
