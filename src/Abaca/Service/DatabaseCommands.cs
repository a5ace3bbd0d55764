using System.CommandLine;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Hosting;

namespace Abaca.Service;

/// <summary><c>abaca db status|migrate|backup</c>.</summary>
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
        command.SetAction((parsed, ct) => Guarded(files, parsed, async db =>
        {
            using var held = await StateLock.Take(files.Load(parsed).Options.Node.StatePath, $"abaca db {name}", TimeProvider.System, ct);
            return await run(db, ct);
        }));
        return command;
    }

    static async Task<int> Status(Db db, CancellationToken ct)
    {
        var status = await new Migrator(db, MigrationSet.Embedded(), TimeProvider.System).Status(ct);
        foreach (var applied in status.Applied) Console.WriteLine($"applied  {applied.Number:0000}  {applied.Name}");
        foreach (var pending in status.Pending) Console.WriteLine($"pending  {pending.Number:0000}  {pending.Name}");
        if (status.Problem is { } problem) Console.Error.WriteLine(problem);
        return status.Problem is null ? 0 : 1;
    }

    static async Task<int> Migrate(Db db, CancellationToken ct)
    {
        var done = await new Migrator(db, MigrationSet.Embedded(), TimeProvider.System).Migrate(ct);
        foreach (var migration in done) Console.WriteLine($"applied  {migration.Number:0000}  {migration.Name}");
        Console.WriteLine(done.Count == 0 ? "The database is up to date." : $"{done.Count} migrations applied.");
        return 0;
    }

    static async Task<int> Guarded(ServiceFiles files, ParseResult parsed, Func<Db, Task<int>> run)
    {
        try
        {
            await using var db = Db.Open(files.Load(parsed).Options.Database.Connection);
            return await run(db);
        }
        catch (Exception expected) when (expected is StateDirectoryTaken or DatabaseUnavailable or MigrationRefused or IOException)
        {
            Console.Error.WriteLine($"abaca db: {expected.Message}");
            return 1;
        }
    }
}
