using Abaca.Server.Identity.Memcached;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Identity.Keystone;

/// <summary>Puts Keystone's tokens into a server.</summary>
static class KeystoneSetup
{
    /// <summary>Adds <see cref="IAuthentication"/> over a Keystone.</summary>
    /// <param name="services">The server's parts.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="password">The password of the service's own user as it is configured now.</param>
    public static IServiceCollection AddKeystone(this IServiceCollection services, KeystoneOptions options, Func<string?> password) => services
        .AddSingleton(options)
        .AddSingleton(options.Cache)
        .AddSingleton(parts => new KeystoneApi(KeystoneConnection.Open(options), options, parts.GetRequiredService<TimeProvider>()))
        .AddSingleton(parts => new ServiceSession(
            parts.GetRequiredService<KeystoneApi>(), password, parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<ILogger<ServiceSession>>()))
        .AddSingleton<MemcachedServers>()
        .AddSingleton(new EntrySeal(options.Cache.Protection, options.Cache.SecretKey))
        .AddSingleton<SharedTokens>()
        .AddSingleton<TokenChecks>()
        .AddSingleton<IAuthentication, KeystoneAuthentication>()
        .AddHostedService<FirstLogin>();
}

/// <summary>Logs in once at the start, so that a wrong password is in the log before the first client comes. The service starts all the same.</summary>
sealed partial class FirstLogin(ServiceSession session, ILogger<FirstLogin> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await session.Current(stoppingToken);
        }
        catch (IdentityUnavailable trouble)
        {
            if (!stoppingToken.IsCancellationRequested) LogTrouble(trouble.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No token can be checked yet: {Reason}")]
    partial void LogTrouble(string reason);
}
