using Abaca.Server.Data.Migrations;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Api;
using Abaca.Server.Identity.Policy;
using Abaca.Server.Shares;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>
/// Puts one process together: API, scheduler and share service over one database. Reads as a table of contents.
/// </summary>
public static class AbacaHost
{
    /// <summary>
    /// A stop may take so long: running steps come to their end (20 s), then file servers that end with the service are stopped.
    /// </summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(45);

    /// <summary>Opens the database, brings it up to date and builds the process; nothing listens yet.</summary>
    /// <param name="options">Checked configuration.</param>
    /// <param name="policy">Checked policy.</param>
    /// <param name="adjust">Last word over services: for tests and benchmarks.</param>
    /// <exception cref="DatabaseUnavailable">The database cannot be opened; the text says what to do.</exception>
    /// <exception cref="OptionException">A driver refuses an option.</exception>
    /// <param name="roles">What this process does.</param>
    public static async Task<WebApplication> Build(
        ServiceOptions options, PolicyRules policy, Action<WebApplicationBuilder>? adjust = null, ProcessRoles roles = ProcessRoles.All)
    {
        Directory.CreateDirectory(options.Node.StatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // An empty builder reads no file, no variable and no argument by itself, wherever it is started: what counts is in the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.Node.StatePath });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        if (roles.HasFlag(ProcessRoles.Api)) builder.AddListener(options.Api);
        else builder.Services.AddSingleton<IServer, NoListener>();
        builder.AddServiceLog(options);
        builder.Services.AddSingleton(TimeProvider.System);
        var db = await OpenDatabase(options);
        builder.Services
            .AddSingleton(_ => db) // made by a function, so that it is closed with the process' other services, after those that use it
            .AddSingleton(await DeploymentOf(db, options))
            .AddSingleton(await WorkClock.Of(db, TimeProvider.System))
            .AddHostedService<WorkClockKeeper>()
            .AddSingleton(options)
            .AddSingleton(ProcessOwner.ThisProcess())
            .AddSingleton(SettingsOf.Operations(options))
            .AddSignalRelay(db, options)
            .AddOperations(works: roles != ProcessRoles.Api)
            .AddSlices(options)
            .AddBackends(options, roles)
            .AddNotificationDelivery(options)
            .AddHousekeeping(options, roles)
            .AddSystemdSigns();
        if (roles.HasFlag(ProcessRoles.Api)) builder.Services.AddPolicy(options, policy).AddEdge(options).AddIdentity(options);
        adjust?.Invoke(builder);
        return roles.HasFlag(ProcessRoles.Api) ? Pipeline(builder.Build(), options) : builder.Build();
    }

    static WebApplication Pipeline(WebApplication app, ServiceOptions options)
    {
        app.UseListener(options.Api);
        if (app.Services.GetService<AuditLog>() is { } audit) app.Use(audit.Follow);
        switch (options.Authentication.Strategy)
        {
            case AuthStrategy.Embedded:
                app.UseEmbeddedIdentity();
                break;
            case AuthStrategy.Keystone:
                break; // clients go there by themselves
            case var strategy:
                app.UseWhen(
                    http => http.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal),
                    api => api.UseNoAuthHandshake(projectInPath: strategy is AuthStrategy.NoAuth));
                break;
        }
        var edge = app.Services.GetRequiredService<FrontDoor>();
        app.Run(edge.Handle);
        return app;
    }

    static async Task<Db> OpenDatabase(ServiceOptions options)
    {
        var server = !DatabaseUrl.Require(options.Database.Connection).IsFile;
        DatabaseRestore.Finish(options.Database.Connection);
        if (server) await DatabaseAway.Wait(options.Database, TimeProvider.System);
        if (await KnownDeployment.Problem(options) is { } problem) throw new DatabaseUnavailable(problem);
        var db = Db.OpenOwned(options.Database.Connection, options.Database.Pool);
        var migrator = new Migrator(db, TimeProvider.System);
        if (!server) await migrator.Migrate();
        else await OnlyCurrent(db, migrator);
        if (Db.IsReplaced(options.Database.Connection))
        {
            await db.Transaction(tx => RestoredInstances.Mark(tx));
            Db.NoteReplaced(options.Database.Connection);
        }
        return db;
    }

    // Other processes work on a server's database: it is changed when an operator says so, and never by whoever happens to start.
    static async Task OnlyCurrent(Db db, Migrator migrator)
    {
        var status = await migrator.Status();
        if (status.Current) return;
        await db.DisposeAsync();
        throw new DatabaseUnavailable(status.Problem ?? $"{status.Pending.Count} migrations are pending, {status.Pending[0]} first. Run abaca db upgrade once, on one host.");
    }

    static async Task<Deployment> DeploymentOf(Db db, ServiceOptions options)
    {
        var known = new KnownDeployment(options.Node.StatePath);
        var deployment = await Deployment.Of(db, TimeProvider.System, known.Read());
        if (known.Read() != deployment.Id) known.Write(deployment.Id);
        return deployment;
    }
}
