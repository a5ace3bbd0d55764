namespace Abaca.Server.Locks;

/// <summary>Id of a resource lock: a 36-character uuid.</summary>
public readonly record struct ResourceLockId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static ResourceLockId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A resource lock, as stored: an action on a resource that waits until the lock is gone.</summary>
public sealed record ResourceLock : IResource<ResourceLock>
{
    /// <summary>Longest <see cref="Reason"/>, in characters.</summary>
    public const int LongestReason = 1023;

    /// <inheritdoc/>
    public static string Kind => "Resource lock";

    /// <inheritdoc/>
    public static string? SeenBy => "resource_lock:get";

    /// <inheritdoc/>
    public Owner? Owner => new(ProjectId, UserId);

    /// <summary>Id.</summary>
    public required ResourceLockId Id { get; init; }

    /// <summary>Who made it.</summary>
    public required string UserId { get; init; }

    /// <summary>Project of who made it.</summary>
    public required string ProjectId { get; init; }

    /// <summary>As what he made it, see <see cref="LockContext"/>.</summary>
    public required string Context { get; init; }

    /// <summary>Kind of the resource, see <see cref="ILockable.Type"/>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The resource.</summary>
    public required string ResourceId { get; init; }

    /// <summary>What is locked, see <see cref="LockedAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>What a lock stops.</summary>
public static class LockedAction
{
    /// <summary>The resource's leaving.</summary>
    public const string Delete = "delete";

    /// <summary>The showing of what is confidential in it.</summary>
    public const string Show = "show";
}
