namespace Abaca.Server.Identity;

/// <summary>What the database keeps of a token. The token itself is not in it, only its hash.</summary>
/// <param name="Hash">SHA-256 of the token, lower-case hexadecimal.</param>
/// <param name="UserId">Who authenticated.</param>
/// <param name="Scope">What for.</param>
/// <param name="Methods">How: <c>password</c>, <c>token</c>, <c>application_credential</c>.</param>
/// <param name="AuditIds">Its own audit id, then that of the first token of the chain when it came from another token.</param>
/// <param name="IssuedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends. A token made from a token ends with that one.</param>
/// <param name="CredentialId">The application credential behind it, or null.</param>
public sealed record TokenRecord(
    string Hash,
    string UserId,
    Scope Scope,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> AuditIds,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    string? CredentialId);
