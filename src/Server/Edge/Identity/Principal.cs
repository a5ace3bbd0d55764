namespace Abaca.Server.Identity;

/// <summary>Who a valid token stands for. Roles are complete: implied ones (admin ⊃ member ⊃ reader) are expanded.</summary>
/// <param name="UserId">User.</param>
/// <param name="UserName">For logs.</param>
/// <param name="ProjectId">Project of the token; null when it is domain- or system-scoped.</param>
/// <param name="DomainId">Domain of the token's scope, or null.</param>
/// <param name="SystemScope">True for a token scoped to the system.</param>
/// <param name="Roles">Role names in lower case.</param>
/// <param name="ExpiresAt">When the token ends.</param>
public sealed record Principal(
    string UserId,
    string UserName,
    string? ProjectId,
    string? DomainId,
    bool SystemScope,
    IReadOnlyList<string> Roles,
    DateTimeOffset ExpiresAt);

/// <summary>Turns tokens into people. One implementation per <c>auth_strategy</c>: embedded, noauth, later Keystone.</summary>
public interface IAuthentication
{
    /// <summary>The principal of a token, or null when it is unknown, expired or revoked.</summary>
    ValueTask<Principal?> Authenticate(string token, CancellationToken ct);

    /// <summary>Value of the <c>WWW-Authenticate</c> header of a 401 answer.</summary>
    string Challenge { get; }
}
