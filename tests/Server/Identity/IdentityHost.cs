using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Abaca.Tests.Server.Identity;

/// <summary>The embedded identity service alone, on a real socket and a real database, in a state directory of its own.</summary>
sealed class IdentityHost : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Db db;

    IdentityHost(WebApplication app, Db store, string state, FakeTimeProvider time, RecordedLog log)
    {
        (this.app, this.db, State, Time, Log) = (app, store, state, time, log);
        Client = new IdentityClient(app.Urls.First());
    }

    public string State { get; }

    public FakeTimeProvider Time { get; }

    public RecordedLog Log { get; }

    public IdentityClient Client { get; }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public string PasswordOf(string user) => File.ReadLines(Path.Combine(State, user == "admin" ? "admin-openrc" : "openrc"))
        .Single(l => l.StartsWith("export OS_PASSWORD=", StringComparison.Ordinal)).Split('\'')[1];

    public static string NewState() => Directory.CreateTempSubdirectory("abaca-identity-").FullName;

    public static Task<IdentityHost> Start() => Start(NewState(), StandingClock.New());

    public static async Task<IdentityHost> Start(string state, FakeTimeProvider time, Func<IdentitySettings, IdentitySettings>? change = null, bool fill = true)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        var store = Db.Open(await Databases.TestDatabase.UrlFor(state));
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<TimeProvider>(time);
        var settings = new IdentitySettings { PublicBase = new("http://127.0.0.1:8786"), StateDirectory = state, PasswordRounds = 1000 };
        builder.Services.AddEmbeddedIdentity(change is null ? settings : change(settings));
        var server = builder.Build();
        server.UseEmbeddedIdentity();
        await new Migrator(store, time).Migrate();
        if (fill) await server.Services.GetRequiredService<FirstStart>().Run(default);
        await server.StartAsync();
        return new IdentityHost(server, store, state, time, log);
    }

    /// <summary>Stops the server and leaves its state, for another start.</summary>
    public async Task Stop()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await db.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(State, recursive: true);
    }
}
