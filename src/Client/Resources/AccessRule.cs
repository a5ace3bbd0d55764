namespace Abaca.Client;

/// <summary>A rule that lets somebody use a share.</summary>
public sealed record AccessRule : Resource
{
    /// <summary>"ip", "user", "cert" or "cephx".</summary>
    public string AccessType { get; init; } = "";

    /// <summary>Whom it lets in: an address, a network or a name.</summary>
    public string AccessTo { get; init; } = "";

    /// <summary>"rw" or "ro".</summary>
    public string AccessLevel { get; init; } = "";

    /// <summary>"queued_to_apply", "applying", "active", "error", "queued_to_deny" or "denying".</summary>
    public string State { get; init; } = "";

    /// <summary>The key a CephX client needs; absent for other types and for callers who may not see it.</summary>
    public string? AccessKey { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}
