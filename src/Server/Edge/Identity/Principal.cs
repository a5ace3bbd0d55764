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

/// <summary>Turns tokens into people. One implementation per <c>auth_strategy</c>: embedded, noauth, Keystone.</summary>
public interface IAuthentication
{
    /// <summary>The principal of a token, or null when it is unknown, expired or revoked.</summary>
    /// <exception cref="IdentityUnavailable">Nobody can say.</exception>
    ValueTask<Principal?> Authenticate(string token, CancellationToken ct);

    /// <summary>Whose a request with these tokens is, or null when it is nobody's.</summary>
    /// <param name="token"><c>X-Auth-Token</c>.</param>
    /// <param name="serviceToken"><c>X-Service-Token</c>; empty for none. Here one adds to a request, and one that is no good is as none.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IdentityUnavailable">Nobody can say.</exception>
    async ValueTask<Identified?> Identify(string token, string serviceToken, CancellationToken ct) =>
        await Authenticate(token, ct) is { } principal ? new Identified(principal, serviceToken.Length == 0 ? null : await this.AuthenticateService(serviceToken, ct)) : null;

    /// <summary>Why this service can check nobody's token until an operator acts, for its health; null: it can, or nothing is wrong with its own settings.</summary>
    ValueTask<string?> Trouble(CancellationToken ct) => new((string?)null);

    /// <summary>Value of the <c>WWW-Authenticate</c> header of a 401 answer.</summary>
    string Challenge { get; }
}
