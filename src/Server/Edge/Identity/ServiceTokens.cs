namespace Abaca.Server.Identity;

/// <summary>The second token of a request, <c>X-Service-Token</c>: another service says that it acts for the user.</summary>
public static class ServiceTokens
{
    /// <summary>
    /// The service behind a token, or null when the token is not valid, or held by somebody without the role <c>service</c>.
    /// Such a token adds to a request and never replaces the user's own.
    /// </summary>
    public static async ValueTask<Principal?> AuthenticateService(this IAuthentication authentication, string token, CancellationToken ct)
    {
        var caller = await authentication.Authenticate(token, ct);
        return caller is not null && caller.Roles.Contains(Role.Service) ? caller : null;
    }
}
