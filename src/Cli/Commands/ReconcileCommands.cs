using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary>
/// <c>abaca reconcile …</c>: what storages and database say of each other, and what the operator decides; admins only. Every command but "list" plans, and acts
/// only with <c>--apply</c> on the very names that it is given.
/// </summary>
/// <param name="parts">Builds commands.</param>
sealed class ReconcileCommands(CommandParts parts)
{
    static readonly string[] kinds = ["orphan", "unrecorded", "unmarked", "foreign", "undecided", "missing", "wrong_size", "wrong_rules"];

    static readonly Column[] columns =
        [new("BACKEND", "backend"), new("KIND", "kind"), new("OBJECT", "object"), new("SIZE", "size_gib"), new("ROW", "row_gib"), new("ID", "id"), new("REASON", "reason")];

    static readonly Column[] planColumns = [new("VERDICT", "verdict"), new("ID", "id"), new("OPERATION", "operation_id"), new("WHY", "why")];

    readonly Argument<string[]> ids = new("id") { Description = "what 'abaca reconcile list' calls it (ID)", Arity = ArgumentArity.ZeroOrMore };
    readonly Option<string?> from = Text("--from", "FILE", "Read names from a file, one a line; - is standard input");
    readonly Option<bool> apply = new("--apply", "--yes") { Description = "Do it; without this it is only planned" };

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("reconcile", "What storages have and the database has not, and the reverse (admins)",
        List(),
        Remove(),
        Adopt(),
        Act("export", "export", "Set size and rules of shares as the database has them, and export them again"),
        Act("accept", "accept", "Have the database say of sizes and rules what the storage has; the storage is not touched"),
        Act("mark-missing", "mark_missing", "Put shares and snapshots in error of which the storage has nothing"));

    Command List()
    {
        var backend = Text("--backend", "NAME", "Only of this backend (its section)");
        var kind = OneOf("--kind", "Only of this kind", kinds);
        return parts.Leaf("list", "List what differs; changes nothing", [backend, kind], Takes.Output, async (run, ct) =>
        {
            var found = await run.Cloud.Reconcile.List(run.Get(backend), run.Get(kind), ct);
            run.Print.List([.. found.Select(one => Printer.Json(one, ClientJson.Default.Difference))], columns);
            return ExitCode.Ok;
        });
    }

    Command Adopt()
    {
        var project = new Option<string>("--project") { Description = "Whose it is to be: a project, by name or id", HelpName = "NAME|ID", Required = true };
        var type = Text("--share-type", "TYPE", "Share type, by name or id; the service's default without it");
        var name = Text("--name", "NAME", "Name of the share");
        return parts.Leaf("adopt", "Make rows of what lies on a storage; its content stays", [ids, from, apply, project, type, name], Takes.Output | Takes.Wait,
            (run, ct) => Run(run, "adopt", async request => request with
            {
                ProjectId = await run.Cloud.Api.ProjectId(run.Get(project)!, ct), ShareType = run.Get(type), Name = run.Get(name),
            }, ct));
    }

    Command Remove()
    {
        var even = new Option<bool>("--even-unrecorded")
        {
            Description = "Also what this database never had: made since the backup that was restored, or a live share of another service on a copy of this database",
        };
        return parts.Leaf("remove", "Remove orphans, which our mark proves to be ours", [ids, from, apply, even], Takes.Output | Takes.Wait,
            (run, ct) => Run(run, "remove", request => Task.FromResult(request with { EvenUnrecorded = run.Get(even) }), ct));
    }

    Command Act(string command, string action, string description) =>
        parts.Leaf(command, description, [ids, from, apply], Takes.Output | Takes.Wait, (run, ct) => Run(run, action, Task.FromResult, ct));

    async Task<int> Run(CommandRun run, string action, Func<ReconcileRequest, Task<ReconcileRequest>> complete, CancellationToken ct)
    {
        var request = await complete(new ReconcileRequest(action, await Named(run, ct), run.Get(apply)));
        var plan = await run.Cloud.Reconcile.Act(request, ct);
        run.Print.List([.. plan.Items.Select(Row)], planColumns);
        var refused = plan.Items.Count(item => item.Verdict == "refused");
        if (refused > 0)
        {
            await run.Error.WriteLineAsync($"abaca: {refused} of {plan.Items.Count} are refused, so nothing is done");
            return ExitCode.Failed;
        }
        if (!plan.Applied)
        {
            await run.Error.WriteLineAsync("abaca: this is a plan; nothing was done. The same command with --apply does it");
            return ExitCode.Ok;
        }
        return run.Waits ? await Ended(run, plan, ct) : ExitCode.Ok;
    }

    async Task<IReadOnlyList<string>> Named(CommandRun run, CancellationToken ct)
    {
        var all = new List<string>(run.Get(ids));
        if (run.Get(from) is { } place) all.AddRange(Lines(place == "-" ? await run.Input.ReadToEndAsync(ct) : await Content(place, ct)));
        return all.Count > 0 ? all : throw new UsageException("name what is meant, or a list of it with --from; there is no way to mean all");
    }

    static async Task<string> Content(string file, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}");
        }
    }

    static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');

    static JsonObject Row(PlannedItem item) => Printer.Json(item, ClientJson.Default.PlannedItem);

    static async Task<int> Ended(CommandRun run, ReconcilePlan plan, CancellationToken ct)
    {
        var code = ExitCode.Ok;
        foreach (var operation in plan.Items.Select(item => item.OperationId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var end = await new Waits(run).OperationIsDone(operation, ct);
            if (end != ExitCode.Ok && code == ExitCode.Ok) code = end;
        }
        return code;
    }
}
