using Abaca.DriverSdk;
using Abaca.Server.Data.Migrations;
using Command = System.CommandLine.Command;

namespace Abaca.Service;

/// <summary><c>abaca db create</c> and <c>abaca db adopt</c>: what becomes of a state directory whose database is gone, or another one.</summary>
static class DeploymentCommands
{
    /// <summary>Makes an empty database that goes on as the deployment that the state directory, or the backends, know.</summary>
    public static Command Create()
    {
        var command = new Command("create", "Makes an empty database where the former one is lost. It goes on as the same deployment, so that abaca reconcile can adopt what the backends hold.");
        var deployment = new Option<Guid?>("--deployment") { Description = "Id of the deployment, when the state directory does not know it." };
        command.Options.Add(deployment);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(async () =>
        {
            var options = files.Load(parsed).Options;
            using var held = await StateLock.Take(options.Node.StatePath, "abaca db create", TimeProvider.System, ct);
            DatabaseRestore.Finish(options.Database.Connection);
            foreach (var kept in new DatabaseRestore(options.Database.Connection, new LocalCommandRunner(TimeProvider.System), TimeProvider.System).SetAside())
                Console.WriteLine($"What the lost database has left is kept as {kept}");
            var known = new KnownDeployment(options.Node.StatePath);
            await using var db = Db.Open(options.Database.Connection);
            await new Migrator(db, TimeProvider.System).Migrate(ct);
            var made = await Deployment.Of(db, TimeProvider.System, parsed.GetValue(deployment)?.ToString() ?? known.Read(), ct);
            known.Write(made.Id);
            Console.WriteLine($"Made an empty database of deployment {made.Id}");
            Console.WriteLine("Start the service, then look at what the backends hold: abaca reconcile list");
            return 0;
        }));
        return command;
    }

    /// <summary>Says that the configured database is the state directory's from now on.</summary>
    public static Command Adopt()
    {
        var command = new Command("adopt", "Says that the state directory belongs to the configured database from now on, although it belonged to another deployment.");
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(async () =>
        {
            var options = files.Load(parsed).Options;
            using var held = await StateLock.Take(options.Node.StatePath, "abaca db adopt", TimeProvider.System, ct);
            await using var db = Db.OpenToRead(options.Database.Connection);
            var known = new KnownDeployment(options.Node.StatePath);
            if (await Deployment.Find(db, ct) is { } its) known.Write(its.Id);
            else known.Forget();
            Console.WriteLine($"{options.Node.StatePath} belongs to the database {options.Database.Connection} now.");
            return 0;
        }));
        return command;
    }
}
