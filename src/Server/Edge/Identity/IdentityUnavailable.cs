namespace Abaca.Server.Identity;

/// <summary>Why nobody can say whose a token is.</summary>
public enum IdentityTrouble
{
    /// <summary>No connection, or no answer in time.</summary>
    Unreachable,

    /// <summary>Its certificate is not trusted, or the connection is not TLS.</summary>
    Untrusted,

    /// <summary>It does not accept the service's own user.</summary>
    Refused,

    /// <summary>It accepts the service's own user and does not let it validate tokens.</summary>
    NotAllowed,

    /// <summary>It answers what no Keystone says, or that it is broken itself.</summary>
    Strange,

    /// <summary>More is asked of it than it answers.</summary>
    Busy,
}

/// <summary>A token can neither be taken nor refused now: 503 for the client, which may try again.</summary>
/// <param name="kind">Why.</param>
/// <param name="message">For the operator: what is wrong and what to do. Never a token or a password.</param>
/// <param name="cause">What failed underneath, or null.</param>
public sealed class IdentityUnavailable(IdentityTrouble kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Why.</summary>
    public IdentityTrouble Kind { get; } = kind;

    /// <summary>When a client may try again: operators need longer than networks.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Kind is IdentityTrouble.Refused or IdentityTrouble.NotAllowed or IdentityTrouble.Untrusted ? 30 : 5);
}
