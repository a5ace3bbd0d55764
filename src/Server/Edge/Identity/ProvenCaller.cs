namespace Abaca.Server.Identity;

/// <summary>Somebody whose proof of identity was accepted, before a scope is chosen.</summary>
/// <param name="User">Who; enabled.</param>
/// <param name="Methods">How it was proven.</param>
/// <param name="Credential">The application credential used now or behind the token used, or null.</param>
/// <param name="EndsAt">A token made from this may last no longer, or null.</param>
/// <param name="ParentAudit">Audit id of the first token of the chain, when a token was the proof.</param>
sealed record ProvenCaller(
    User User,
    IReadOnlyList<string> Methods,
    ApplicationCredential? Credential = null,
    DateTimeOffset? EndsAt = null,
    string? ParentAudit = null);
