using Abaca.Server.Data.Migrations;

namespace Abaca.Service;

/// <summary><c>abaca db status|migrate|backup|restore|create|adopt</c>.</summary>
static class DatabaseCommands
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("db", "Looks after the database.");
        command.Subcommands.Add(With("status", "Says which migrations are applied.", Status));
        command.Subcommands.Add(WithService("migrate", "Applies what is pending; 'serve' does the same at start. Not beside a running service.", Migrate));
        var backup = new Command("backup", "Copies the database to a new file while it is in use.");
        var target = new Argument<string>("file") { Description = "The file to make; it must not exist." };
        backup.Arguments.Add(target);
        var files = new ServiceFiles().AddTo(backup);
        backup.SetAction((parsed, ct) => Guarded(files, parsed, async db =>
        {
            await db.Backup(parsed.GetRequiredValue(target), ct);
            Console.WriteLine($"Backed up to {parsed.GetRequiredValue(target)}");
            return 0;
        }));
        command.Subcommands.Add(backup);
        command.Subcommands.Add(new RestoreCommand().Build());
        command.Subcommands.Add(DeploymentCommands.Create());
        command.Subcommands.Add(DeploymentCommands.Adopt());
        return command;
    }

    static Command With(string name, string text, Func<Db, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, text);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => Guarded(files, parsed, db => run(db, ct)));
        return command;
    }

    static Command WithService(string name, string text, Func<Db, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, text);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => Guarded(async () =>
        {
            var options = files.Load(parsed).Options;
            using var held = await StateLock.Take(options.Node.StatePath, $"abaca db {name}", TimeProvider.System, ct);
            DatabaseRestore.Finish(options.Database.Connection);
            await using var db = Db.Open(options.Database.Connection);
            return await run(db, ct);
        }));
        return command;
    }

    static async Task<int> Status(Db db, CancellationToken ct)
    {
        var status = await new Migrator(db, TimeProvider.System).Status(ct);
        foreach (var applied in status.Applied) Console.WriteLine($"applied  {applied.Number:0000}  {applied.Name}");
        foreach (var pending in status.Pending) Console.WriteLine($"pending  {pending.Number:0000}  {pending.Name}");
        if (status.Problem is { } problem) Console.Error.WriteLine(problem);
        return status.Problem is null ? 0 : 1;
    }

    static async Task<int> Migrate(Db db, CancellationToken ct)
    {
        var done = await new Migrator(db, TimeProvider.System).Migrate(ct);
        foreach (var migration in done) Console.WriteLine($"applied  {migration.Number:0000}  {migration.Name}");
        Console.WriteLine(done.Count == 0 ? "The database is up to date." : $"{done.Count} migrations applied.");
        return 0;
    }

    static Task<int> Guarded(ServiceFiles files, ParseResult parsed, Func<Db, Task<int>> run) => Guarded(async () =>
    {
        await using var db = Db.Open(files.Load(parsed).Options.Database.Connection);
        return await run(db);
    });

    /// <summary>Runs a command; what an operator can mend is told without a trace.</summary>
    internal static async Task<int> Guarded(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception expected) when (expected is StateDirectoryTaken or DatabaseUnavailable or MigrationRefused or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"abaca db: {expected.Message}");
            return 1;
        }
    }
}
