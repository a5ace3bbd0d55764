namespace Abaca.Server.Identity.Keystone;

/// <summary><c>auth_strategy = keystone</c>: tokens of a Keystone elsewhere, with the rules of keystonemiddleware.</summary>
sealed class KeystoneAuthentication(TokenChecks tokens, ServiceSession session, KeystoneOptions options) : IAuthentication
{
    /// <inheritdoc/>
    public string Challenge { get; } = $"Keystone uri=\"{options.PublicUrl ?? options.AuthUrl}\"";

    /// <inheritdoc/>
    public ValueTask<Principal?> Authenticate(string token, CancellationToken ct) => tokens.Check(token, mayBeExpired: false, ct);

    /// <summary>
    /// With a service token that is no good a request is nobody's. One of a service lets a user's token count that has ended: the user's request
    /// may have been long under way (Keystone bounds for how long, <c>[token] allow_expired_window</c>).
    /// </summary>
    public async ValueTask<Identified?> Identify(string token, string serviceToken, CancellationToken ct)
    {
        if (serviceToken.Length == 0) return await tokens.Check(token, mayBeExpired: false, ct) is { } caller ? new Identified(caller, null) : null;
        if (await tokens.Check(serviceToken, mayBeExpired: false, ct) is not { } sender) return null;
        var isService = sender.Roles.Any(options.ServiceRoles.Contains);
        if (!isService && options.ServiceRolesRequired) return null;
        return await tokens.Check(token, mayBeExpired: isService, ct) is { } owner ? new Identified(owner, isService ? sender : null) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> Trouble(CancellationToken ct)
    {
        if (!session.IsRefused) return null;
        try
        {
            await session.Current(ct); // nobody else may ask, where a balancer has taken this node out
            return null;
        }
        catch (IdentityUnavailable still)
        {
            return session.IsRefused ? still.Message : null;
        }
    }
}
