namespace Abaca.Server.Identity;

/// <summary>Authentication against the embedded identity service, in the same process.</summary>
sealed class EmbeddedAuthentication(Tokens tokens, IdentitySettings settings) : IAuthentication
{
    /// <inheritdoc/>
    public string Challenge { get; } = $"Keystone uri=\"{settings.AuthUrl}\"";

    /// <inheritdoc/>
    public ValueTask<Principal?> Authenticate(string token, CancellationToken ct)
    {
        var pending = tokens.Check(token, ct);
        return pending.IsCompletedSuccessfully ? new(pending.Result?.Principal) : Wait(pending);

        static async ValueTask<Principal?> Wait(ValueTask<ValidToken?> pending) => (await pending)?.Principal;
    }
}
