using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Operations;
using Abaca.Server.Services;

namespace Abaca.Service;

/// <summary><c>abaca service remove HOST</c>: works on the database, on a machine of the service.</summary>
static class RemoveServiceCommand
{
    /// <summary>The command; it belongs to the group <c>service</c>.</summary>
    public static Command Build()
    {
        var command = new Command("remove", "Removes the service of a backend that will not come back, while nothing lives there (on a machine of the service).");
        var host = new Argument<string>("host") { Description = "Host of the service, such as host@backend." };
        var binary = new Option<string>("--binary") { Description = "Program.", DefaultValueFactory = _ => ServiceBinary.Share };
        command.Arguments.Add(host);
        command.Options.Add(binary);
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => DatabaseCommands.Guarded(async () =>
        {
            var options = files.Load(parsed).Options;
            await using var db = Db.Open(options.Database.Connection);
            if (await new Migrator(db, TimeProvider.System).Status(ct) is { Current: false } status)
                throw new DatabaseUnavailable(status.Problem ?? "The database waits for migrations; run: abaca db upgrade");
            var retired = new RetiredServices(db, new ServiceSettings(options.Node.ServiceDownTime), await WorkClock.Of(db, TimeProvider.System));
            return Told(await retired.Remove(parsed.GetRequiredValue(host), parsed.GetRequiredValue(binary), ct), $"{parsed.GetRequiredValue(binary)} on {parsed.GetRequiredValue(host)}");
        }));
        return command;
    }

    static int Told(ServiceBonds? bonds, string service)
    {
        switch (bonds)
        {
            case null:
                Console.Error.WriteLine($"abaca service remove: there is no service {service}.");
                return 1;
            case { None: true }:
                Console.WriteLine($"Removed {service}. When it is started again, it is known again.");
                return 0;
        }
        Console.Error.WriteLine($"abaca service remove: {service} stays.");
        if (bonds.IsUp) Console.Error.WriteLine("It is up: take it out of enabled_share_backends and restart its manager first.");
        if (bonds.Groups > 0) Console.Error.WriteLine($"Share groups that live there: {bonds.Groups}.");
        if (bonds.Shares > 0) Console.Error.WriteLine($"Shares that live there: {bonds.Shares}.");
        foreach (var name in bonds.Names) Console.Error.WriteLine($"  {name}");
        if (bonds.Shares > bonds.Names.Count) Console.Error.WriteLine($"  and {bonds.Shares - bonds.Names.Count} more");
        return 1;
    }
}
