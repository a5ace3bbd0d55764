namespace Abaca.Server.Identity.Keystone;

/// <summary>The service's own token.</summary>
/// <param name="Token">The token; never shown.</param>
/// <param name="Roles">Roles it has, in lower case.</param>
/// <param name="SystemScope">It is for the system.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Validation">Base of the API at which tokens are validated, ending in <c>/v3/</c>.</param>
/// <param name="ClockAhead">How far Keystone's clock is ahead of ours; whole seconds at best; null when it does not say.</param>
sealed record ServiceLogin(string Token, IReadOnlyList<string> Roles, bool SystemScope, DateTimeOffset ExpiresAt, Uri Validation, TimeSpan? ClockAhead)
{
    /// <summary>Keystone lets these validate tokens (its policy identity:validate_token).</summary>
    public bool MayValidate => Roles.Contains(Role.Service) || Roles.Contains(Role.Admin) || (SystemScope && Roles.Contains(Role.Reader));

    /// <summary>Never the token.</summary>
    public override string ToString() => $"{nameof(ServiceLogin)} until {ExpiresAt:u} at {Validation}";
}
