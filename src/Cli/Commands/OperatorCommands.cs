namespace Abaca.Cli;

/// <summary><c>abaca service …</c>, <c>abaca pool …</c> and <c>abaca zone …</c>: the service itself.</summary>
/// <param name="parts">Builds commands.</param>
sealed class OperatorCommands(CommandParts parts)
{
    /// <summary>The service's processes.</summary>
    public Command Service() => parts.Group("service", "Processes of the service (admins)", Services(), Switch(true), Switch(false));

    /// <summary>The pools.</summary>
    public Command Pool() => parts.Group("pool", "Where shares can be put (admins)", Pools());

    /// <summary>The zones.</summary>
    public Command Zone() => parts.Group("zone", "Availability zones", Zones());

    Command Services()
    {
        var host = Text("--host", "HOST", "Only on this host");
        var binary = Text("--binary", "NAME", "Only this program, such as manila-share");
        return parts.Leaf("list", "List the processes", [host, binary], Takes.Output, async (run, ct) =>
        {
            var services = await run.Cloud.Operators.Services(run.Get(host), run.Get(binary), ct);
            run.Print.List([.. services.Select(service => Printer.Json(service, ClientJson.Default.ServiceEntry))],
            [
                new("ID", "id"), new("BINARY", "binary"), new("HOST", "host"), new("ZONE", "zone"), new("STATUS", "status"),
                new("STATE", "state"), new("UPDATED", "updated_at"), new("REASON", "disabled_reason"),
            ]);
            return ExitCode.Ok;
        });
    }

    Command Switch(bool on)
    {
        var host = Word("host", "host of the process, such as host@backend");
        var binary = Text("--binary", "NAME", "Program; manila-share without it");
        var reason = Text("--reason", "TEXT", "Why");
        Symbol[] symbols = on ? [host, binary] : [host, binary, reason];
        return parts.Leaf(on ? "enable" : "disable", on ? "Let a process take new work" : "Keep new work away from a process", symbols, Takes.Nothing, async (run, ct) =>
        {
            var program = run.Get(binary) ?? "manila-share";
            await (on ? run.Cloud.Operators.Enable(run.Get(host), program, ct) : run.Cloud.Operators.Disable(run.Get(host), program, run.Get(reason), ct));
            return ExitCode.Ok;
        });
    }

    Command Pools()
    {
        var detail = Flag("--detail", "Also what each pool reports");
        var host = Text("--host", "REGEX", "Only on hosts like this");
        var backend = Text("--backend", "REGEX", "Only of backends like this");
        var type = Text("--share-type", "TYPE", "Only those fit for this type, by name or id");
        return parts.Leaf("list", "List the pools", [detail, host, backend, type], Takes.Output, async (run, ct) =>
        {
            var pools = await run.Cloud.Operators.Pools(run.Get(detail), run.Get(host), run.Get(backend), run.Get(type), ct);
            var rows = pools.Select(pool => Printer.Json(pool, ClientJson.Default.Pool)).ToList();
            Column[] columns = [new("NAME", "name"), new("HOST", "host"), new("BACKEND", "backend"), new("POOL", "pool")];
            if (!run.Get(detail) || !run.Print.ForPeople) run.Print.List(rows, run.Get(detail) ? [.. columns, new("CAPABILITIES", "capabilities")] : columns);
            else foreach (var row in rows) Story(run, row, first: row == rows[0]);
            return ExitCode.Ok;
        });
    }

    /// <summary>A pool reports two dozen things: one block a pool reads better than one very wide row.</summary>
    static void Story(CommandRun run, System.Text.Json.Nodes.JsonObject pool, bool first)
    {
        if (!first) run.Parse.InvocationConfiguration.Output.WriteLine();
        var flat = new System.Text.Json.Nodes.JsonObject { ["name"] = pool["name"]?.DeepClone() };
        if (pool["capabilities"] is System.Text.Json.Nodes.JsonObject reported)
            foreach (var (key, value) in reported) flat["  " + key] = value?.DeepClone();
        run.Print.One(flat);
    }

    Command Zones() => parts.Leaf("list", "List the zones", [], Takes.Output, async (run, ct) =>
    {
        var zones = await run.Cloud.Operators.Zones(ct);
        run.Print.List([.. zones.Select(zone => Printer.Json(zone, ClientJson.Default.AvailabilityZone))],
            [new("ID", "id"), new("NAME", "name"), new("CREATED", "created_at")]);
        return ExitCode.Ok;
    });
}
