namespace Abaca.Client;

/// <summary>A resource lock as the API shows it.</summary>
public sealed record ResourceLock : Resource
{
    /// <summary>What is locked: a "share" or an "access_rule".</summary>
    public string ResourceType { get; init; } = "";

    /// <summary>Which one.</summary>
    public string ResourceId { get; init; } = "";

    /// <summary>What waits: "delete" or "show".</summary>
    public string ResourceAction { get; init; } = "";

    /// <summary>Why.</summary>
    public string? LockReason { get; init; }

    /// <summary>As what it was made: "user", "service" or "admin".</summary>
    public string LockContext { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string? UserId { get; init; }

    /// <summary>The project of who made it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}
