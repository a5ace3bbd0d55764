using Abaca.DriverSdk;
using Command = System.CommandLine.Command;

namespace Abaca.Service;

/// <summary><c>abaca db restore FILE</c>.</summary>
sealed class RestoreCommand
{
    readonly Argument<string> backup = new("file") { Description = "What abaca db backup has written, or the database file that a clean stop leaves." };
    readonly Option<bool> other = new("--other-deployment") { Description = "The backup is of another deployment than this state directory's, and is meant to be." };
    readonly ServiceFiles files = new();

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("restore", "Puts a backup in the place of the database and keeps what was there under another name. Not beside a running service.");
        command.Arguments.Add(backup);
        command.Options.Add(other);
        files.AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(() => Run(parsed, ct)));
        return command;
    }

    async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var options = files.Load(parsed).Options;
        var state = options.Node.StatePath;
        using var held = await StateLock.Take(state, "abaca db restore", TimeProvider.System, ct);
        var known = new KnownDeployment(state);
        var restored = await new DatabaseRestore(options.Database.Connection, new LocalCommandRunner(TimeProvider.System), TimeProvider.System)
            .Run(parsed.GetRequiredValue(backup), state, known.Read(), parsed.GetValue(other), ct);
        if (restored.Deployment is { } its) known.Write(its);
        else if (parsed.GetValue(other)) known.Forget();
        Console.WriteLine($"Restored {restored.File}");
        if (restored.Kept is { } kept) Console.WriteLine($"What was there is kept as {kept}");
        if (restored.Former is null && restored.Kept is not null) Console.WriteLine("It could not be read, so nobody knows whether it was of the same deployment as the backup.");
        if (restored.Pending > 0) Console.WriteLine($"The next start of the service runs {restored.Pending} migrations on it.");
        Console.WriteLine("Start the service, then look at what the backends have and the database has not, and the reverse: abaca reconcile list");
        return 0;
    }
}
