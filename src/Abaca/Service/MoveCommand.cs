namespace Abaca.Service;

/// <summary><c>abaca db move URL</c>.</summary>
static class MoveCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("move", "Copies the configured database into an empty one: from a file to a server, or back. While nothing of the service runs.");
        var target = new Argument<string>("target")
        {
            Description = "An URL as in [database] connection. Write - and give the URL on standard input, so that its password stands in no list of processes.",
        };
        command.Arguments.Add(target);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(() => Run(files, parsed, parsed.GetRequiredValue(target), ct)));
        return command;
    }

    static async Task<int> Run(ServiceFiles files, ParseResult parsed, string target, CancellationToken ct)
    {
        var options = files.Load(parsed).Options;
        var url = target == "-" ? (await Console.In.ReadLineAsync(ct))?.Trim() ?? "" : target;
        var (here, there) = (DatabaseUrl.Require(options.Database.Connection), DatabaseUrl.Require(url));
        if (here.Place == there.Place) throw new DatabaseUnavailable($"{here.Place} is the database itself; name another one.");
        using var held = await StateLock.Take(options.Node.StatePath, "abaca db move", TimeProvider.System, ct);
        DatabaseRestore.Finish(options.Database.Connection);
        await using var from = Db.OpenToRead(options.Database.Connection);
        var copied = await new DatabaseMove(from, url, TimeProvider.System).Run(ct);
        foreach (var (table, rows) in copied.Where(one => one.Rows > 0)) Console.WriteLine($"{table,-32} {rows,9}");
        Console.WriteLine($"Moved to {there.Place}. Write its URL into [database] connection and start the service; {here.Place} is as it was.");
        return 0;
    }
}
