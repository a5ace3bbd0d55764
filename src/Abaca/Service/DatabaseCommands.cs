using Abaca.Server.Data.Migrations;

namespace Abaca.Service;

/// <summary><c>abaca db status|version|check|upgrade|backup|restore|move|create|adopt</c>.</summary>
static class DatabaseCommands
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("db", "Looks after the database.");
        command.Subcommands.Add(With("status", "Says which migrations are applied.", Status));
        command.Subcommands.Add(With("version", "Says which schema the database has, and which one this binary wants.", Version));
        command.Subcommands.Add(With("check", "Says whether the database answers, is whole and is up to date.", Check));
        var upgrade = WithService("upgrade", "Applies what is pending. On a file 'serve' does the same at start; on a server nobody else does, and processes of the former release go on meanwhile.", Migrate);
        upgrade.Aliases.Add("migrate");
        command.Subcommands.Add(upgrade);
        command.Subcommands.Add(MoveCommand.Build());
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
            using var held = DatabaseUrl.Require(options.Database.Connection).IsFile ? await StateLock.Take(options.Node.StatePath, $"abaca db {name}", TimeProvider.System, ct) : null;
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

    static async Task<int> Version(Db db, CancellationToken ct)
    {
        var status = await new Migrator(db, TimeProvider.System).Status(ct);
        Console.WriteLine($"database     {(status.Applied is [.., var last] ? $"{last.Number:0000}-{last.Name}" : "empty")}");
        Console.WriteLine($"this binary  {MigrationSet.For(db.Dialect).All[^1]}");
        return 0;
    }

    static async Task<int> Check(Db db, CancellationToken ct)
    {
        var status = await new Migrator(db, TimeProvider.System).Status(ct);
        var damage = await db.Damage(ct);
        if (damage is not null) Console.Error.WriteLine($"It is damaged: {damage}");
        if (status.Problem is { } problem) Console.Error.WriteLine(problem);
        else if (!status.Current) Console.Error.WriteLine($"{status.Pending.Count} migrations are pending: run abaca db upgrade.");
        if (damage is not null || !status.Current) return 1;
        Console.WriteLine("The database answers, is whole and is up to date.");
        return 0;
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
