namespace Abaca.Server.Messages;

/// <summary>What the message is about.</summary>
/// <param name="ResourceType">SHARE, SHARE_SNAPSHOT, …</param>
/// <param name="ResourceId">Id.</param>
/// <param name="ProjectId">Owner, who may read it.</param>
/// <param name="RequestId">The API request it goes back to.</param>
public sealed record MessageSubject(string ResourceType, string ResourceId, string ProjectId, string RequestId);

/// <summary>What was being done; the number is the wire's three-digit <c>action_id</c>.</summary>
public enum MessageAction
{
    /// <summary>Choosing a host.</summary>
    AllocateHost = 1,
    /// <summary>Creation.</summary>
    Create = 2,
    /// <summary>Deletion of access rules.</summary>
    DeleteAccessRules = 3,
    /// <summary>Promotion of a replica.</summary>
    Promote = 4,
    /// <summary>Update.</summary>
    Update = 5,
    /// <summary>Revert to a snapshot.</summary>
    Revert = 6,
    /// <summary>Deletion.</summary>
    Delete = 7,
    /// <summary>Extension.</summary>
    Extend = 8,
    /// <summary>Shrinking.</summary>
    Shrink = 9,
    /// <summary>Update of access rules.</summary>
    UpdateAccessRules = 10,
    /// <summary>Move to another pool. Abaca's own: Manila has no number for it.</summary>
    Move = 901,
}
