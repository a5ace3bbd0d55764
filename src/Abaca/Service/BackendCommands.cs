using Abaca.Server.Data.Migrations;
using Abaca.Server.Pools;

namespace Abaca.Service;

/// <summary><c>abaca backend adopt SECTION</c>.</summary>
static class BackendCommands
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("backend", "Looks after the backends of this service.");
        command.Subcommands.Add(Adopt());
        return command;
    }

    static Command Adopt()
    {
        var command = new Command("adopt", "Lets a backend that does not start, since its pool is another one, take the pool that is there. Works beside a running service.");
        var section = new Argument<string>("section") { Description = "Section of the backend." };
        command.Arguments.Add(section);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(async () =>
        {
            var options = files.Load(parsed).Options;
            var name = parsed.GetRequiredValue(section);
            if (options.Backends.All(backend => backend.Section != name))
                throw new DatabaseUnavailable($"There is no backend [{name}] among enabled_share_backends.");
            await using var db = Db.Open(options.Database.Connection);
            if (await new Migrator(db, TimeProvider.System).Status(ct) is { Current: false } status)
                throw new DatabaseUnavailable(status.Problem ?? "The database waits for migrations; run: abaca db migrate");
            await KnownPools.Adopt(db, $"{options.Node.Host}@{name}", TimeProvider.System, ct);
            Console.WriteLine($"Backend {name} takes the pool that it finds when it is started next; a running service tries again within 30 s.");
            return 0;
        }));
        return command;
    }
}
