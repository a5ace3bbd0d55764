namespace Abaca.Cli;

/// <summary><c>abaca operation …</c>: Abaca's own work, step by step; admins only.</summary>
/// <param name="parts">Builds commands.</param>
sealed class OperationCommands(CommandParts parts)
{
    static readonly Column[] columns =
    [
        new("ID", "id"), new("FLOW", "flow"), new("STATE", "state"), new("STEP", "step"), new("RESOURCE", "resource_type"),
        new("RESOURCE ID", "resource_id"), new("ATTEMPT", "attempt"), new("UPDATED", "updated_at"), new("REASON", "reason"),
    ];

    /// <summary>The history may be long, and nobody wants all of it.</summary>
    const int Newest = 100;

    static readonly Column[] eventColumns = [new("AT", "at"), new("STEP", "step"), new("EVENT", "event"), new("ATTEMPT", "attempt"), new("REASON", "reason")];

    readonly ResourceCommands<Operation> alike =
        new(parts, new("operation", ClientJson.Default.Operation, (run, id, ct) => run.Cloud.Operations.Show(id, ct)) { Named = "id" });

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("operation", "Abaca's own work, step by step (admins)",
        List(), Show(),
        alike.ById("retry", "Try a stuck operation again", (run, id, ct) => run.Cloud.Operations.Retry(id, ct)),
        alike.ById("abandon", "Give an operation up: its resource ends in an error state with a message, and deleting that clears what was left on the backend",
            (run, id, ct) => run.Cloud.Operations.Abandon(id, ct)));

    Command List()
    {
        var state = OneOf("--state", "Only in this state", "pending", "running", "undoing", "done", "refused", "stuck", "abandoned");
        var resource = Text("--resource", "ID", "Only on this resource");
        var limit = Number("--limit", "N", $"At most this many, the newest; {Newest} unless given");
        return alike.List("List operations", [state, resource, limit], _ => columns,
            (run, ct) => run.Cloud.Operations.List(new OperationFilter(run.Get(state), run.Get(resource), run.Get(limit) ?? Newest), ct));
    }

    Command Show()
    {
        var id = Word("operation", "id");
        return parts.Leaf("show", "Show an operation and its story", [id], Takes.Output, async (run, ct) =>
        {
            var operation = Printer.Json(await run.Cloud.Operations.Show(run.Get(id), ct), ClientJson.Default.Operation);
            var events = operation["events"] as System.Text.Json.Nodes.JsonArray;
            if (run.Print.ForPeople) operation.Remove("events");
            run.Print.One(operation);
            run.Print.Below([.. (events ?? []).OfType<System.Text.Json.Nodes.JsonObject>()], eventColumns);
            return ExitCode.Ok;
        });
    }
}
