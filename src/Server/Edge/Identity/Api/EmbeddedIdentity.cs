using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Abaca.Server.Identity.Api;

/// <summary>Puts the embedded identity service into a server: one call for its parts, one for its paths.</summary>
public static class EmbeddedIdentity
{
    /// <summary>
    /// Adds the service and <see cref="IAuthentication"/> over it. Needs a <see cref="Db"/>; takes a <see cref="TimeProvider"/> when there is one.
    /// </summary>
    public static IServiceCollection AddEmbeddedIdentity(this IServiceCollection services, IdentitySettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton<Passwords>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<IAuthentication>(parts => parts.GetRequiredService<Tokens>());
        services.AddSingleton<CredentialFiles>();
        services.AddSingleton(parts => new FirstStart(
            parts.GetRequiredService<Db>(), parts.GetRequiredService<Passwords>(), parts.GetRequiredService<CredentialFiles>(),
            settings, parts.GetRequiredService<ILogger<FirstStart>>()));
        services.AddSingleton(parts => new PasswordReset(
            parts.GetRequiredService<Db>(), parts.GetRequiredService<Passwords>(), parts.GetRequiredService<Tokens>(),
            parts.GetRequiredService<CredentialFiles>()));
        services.AddSingleton(Assemble);
        services.AddHostedService<TokenPurge>();
        return services;
    }

    /// <summary>Serves <c>/identity</c>. Everything else passes through.</summary>
    public static IApplicationBuilder UseEmbeddedIdentity(this IApplicationBuilder app)
    {
        var api = app.ApplicationServices.GetRequiredService<IdentityApi>();
        return app.Map("/identity", branch => branch.Run(api.Serve));
    }

    static IdentityApi Assemble(IServiceProvider parts)
    {
        var (db, settings, time) = (parts.GetRequiredService<Db>(), parts.GetRequiredService<IdentitySettings>(), parts.GetRequiredService<TimeProvider>());
        var (tokens, passwords) = (parts.GetRequiredService<Tokens>(), parts.GetRequiredService<Passwords>());
        var changes = new Changes(db, tokens);
        var catalog = new ServiceCatalog(settings);
        var authenticator = new Authenticator(db, passwords, new LoginQueue(Passwords.AtOnce, new GuessThrottle(settings.Guesses, time), time), tokens, time);
        IReadOnlyList<Route> routes =
        [
            .. new DiscoveryCalls().Routes,
            .. new TokenCalls(db, tokens, authenticator, catalog).Routes,
            .. new UserCalls(db, changes, passwords, authenticator).Routes,
            .. new ApplicationCredentialCalls(db, changes, passwords, time).Routes,
            .. new ProjectCalls(db, changes).Routes,
            .. new RoleCalls(db, changes).Routes,
            .. new AssignmentCalls(db, changes).Routes,
            .. new CatalogCalls(catalog).Routes,
            .. new AbsentCalls().Routes,
        ];
        return new IdentityApi(routes, tokens, settings, parts.GetRequiredService<ILogger<IdentityApi>>());
    }
}
