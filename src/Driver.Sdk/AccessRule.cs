namespace Abaca.DriverSdk;

/// <summary>How a rule names its client.</summary>
public enum AccessType
{
    /// <summary>An IPv4 or IPv6 address or network.</summary>
    Ip,
    /// <summary>A user name.</summary>
    User,
    /// <summary>A TLS common name.</summary>
    Cert,
    /// <summary>A cephx identity.</summary>
    Cephx,
}

/// <summary>What a rule allows.</summary>
public enum AccessLevel
{
    /// <summary>Read and write.</summary>
    Rw,
    /// <summary>Read only.</summary>
    Ro,
}

/// <summary>One wanted access rule.</summary>
/// <param name="Id">Id of the rule (36-character uuid).</param>
/// <param name="Type">How <paramref name="To"/> is meant.</param>
/// <param name="To">Address, network, user, common name or cephx id; validated before a driver sees it.</param>
/// <param name="Level">Read-write or read-only.</param>
public sealed record AccessRule(string Id, AccessType Type, string To, AccessLevel Level);

/// <summary>The fate of one wanted rule after <see cref="IShareDriver.SetAccess"/>.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Refused">Null when the backend has the rule now (read back); else why it never will.</param>
/// <param name="AccessKey">Secret key for the client (cephx), or null.</param>
public sealed record RuleOutcome(string RuleId, Refusal? Refused = null, string? AccessKey = null);

/// <summary>One rule as the backend shows it when asked.</summary>
/// <param name="Type">Kind of client.</param>
/// <param name="To">The client in the backend's spelling (10.0.0.1 or 10.0.0.1/32).</param>
/// <param name="Level">What it may do.</param>
public sealed record AppliedRule(AccessType Type, string To, AccessLevel Level);
