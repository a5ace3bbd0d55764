namespace Abaca.Server.Identity.Keystone;

/// <summary>
/// The service's own token: fetched when it is first needed, renewed before it ends. A password that Keystone refuses is not tried again and again,
/// which could lock the user out: the files are looked at for another one, and only then, or after a while, it is tried.
/// </summary>
sealed partial class ServiceSession(KeystoneApi api, Func<string?> password, TimeProvider time, ILogger<ServiceSession> log) : IDisposable
{
    /// <summary>A refused password is tried again after this long: the user may have been enabled meanwhile.</summary>
    public static readonly TimeSpan PauseOfSame = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks for another password.</summary>
    public static readonly TimeSpan PauseOfLooking = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim door = new(1);
    volatile Held? held;
    volatile Refusal? refusal;

    /// <summary>Whether Keystone refused the service's own user when it was last asked.</summary>
    public bool IsRefused => refusal is not null;

    /// <summary>A token that can be used.</summary>
    /// <exception cref="IdentityUnavailable">There is none.</exception>
    public async ValueTask<ServiceLogin> Current(CancellationToken ct)
    {
        if (held is { } good && time.GetUtcNow() < good.RenewAt) return good.Login;
        await door.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            if (held is { } renewed && now < renewed.RenewAt) return renewed.Login;
            return await Renew(now, ct);
        }
        catch (IdentityUnavailable) when (held is { } old && time.GetUtcNow() < old.Login.ExpiresAt)
        {
            return old.Login; // it still is good; whoever uses it will say when it is not
        }
        finally
        {
            door.Release();
        }
    }

    /// <summary>Forgets a token that Keystone did not take.</summary>
    public void Drop(ServiceLogin login)
    {
        if (held is { } now && ReferenceEquals(now.Login, login)) held = null;
    }

    /// <inheritdoc/>
    public void Dispose() => door.Dispose();

    async Task<ServiceLogin> Renew(DateTimeOffset now, CancellationToken ct)
    {
        if (refusal is { } last && now < last.LookAgainAt) throw Refused();
        if (password() is not { Length: > 0 } secret) throw Refused();
        if (refusal is { } same && same.Password == secret && now < same.TryAgainAt)
        {
            refusal = same with { LookAgainAt = now + PauseOfLooking };
            throw Refused();
        }
        if (await api.LogIn(secret, ct) is not { } login)
        {
            refusal = new Refusal(secret, now + PauseOfSame, now + PauseOfLooking);
            throw Refused();
        }
        refusal = null;
        // An end that has passed means that the clocks differ: the token is good all the same, for a while.
        var left = login.ExpiresAt - now;
        held = new Held(login, now + (left > 2 * Margin ? left - Margin : left > TimeSpan.Zero ? left / 2 : Margin));
        LogLoggedIn(login.Validation, login.ExpiresAt);
        if (login.ClockAhead is { } ahead && ahead.Duration() > MostSkew) LogClock(ahead.TotalSeconds);
        if (!login.MayValidate) LogRoles(string.Join(", ", login.Roles));
        return login;
    }

    IdentityUnavailable Refused() => new(IdentityTrouble.Refused,
        $"Keystone at {api.Address} does not accept the service's own user: check username, password, project and domains in [keystone_authtoken]; a password that is changed there counts within {PauseOfLooking.TotalSeconds} s");

    [LoggerMessage(Level = LogLevel.Information, Message = "Keystone accepts the service's own user until {End:u}; tokens are validated at {Address}.")]
    partial void LogLoggedIn(Uri address, DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keystone's clock is {Seconds} s ahead of this machine's (negative: behind): tokens end too early or too late. Keep both right with NTP.")]
    partial void LogClock(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service's own user has the roles \"{Roles}\" in Keystone; to validate tokens it needs service or admin.")]
    partial void LogRoles(string roles);

    sealed record Held(ServiceLogin Login, DateTimeOffset RenewAt);

    sealed record Refusal(string Password, DateTimeOffset TryAgainAt, DateTimeOffset LookAgainAt);
}
