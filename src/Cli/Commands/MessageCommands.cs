namespace Abaca.Cli;

/// <summary><c>abaca message …</c>: what the service has to say about work that failed.</summary>
/// <param name="parts">Builds commands.</param>
sealed class MessageCommands(CommandParts parts)
{
    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("message", "Why work failed, in the service's words", List(), Show(), Delete());

    Command List()
    {
        var resource = Text("--resource", "ID", "Only about this resource");
        var limit = Number("--limit", "N", "At most this many");
        return parts.Leaf("list", "List messages, newest first", [resource, limit], Takes.Output, async (run, ct) =>
        {
            var messages = await run.Cloud.Messages.List(run.Get(resource), run.Get(limit), ct);
            run.Print.List([.. messages.Select(message => Printer.Json(message, ClientJson.Default.UserMessage))],
            [
                new("ID", "id"), new("CREATED", "created_at"), new("RESOURCE", "resource_type"), new("RESOURCE ID", "resource_id"), new("MESSAGE", "user_message"),
            ]);
            return ExitCode.Ok;
        });
    }

    Command Show()
    {
        var id = Word("message", "id");
        return parts.Leaf("show", "Show a message", [id], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Cloud.Messages.Show(run.Get(id), ct), ClientJson.Default.UserMessage));
            return ExitCode.Ok;
        });
    }

    Command Delete()
    {
        var ids = Words("message", "ids");
        return parts.Leaf("delete", "Delete messages", [ids], Takes.Nothing, (run, ct) => Deletion.Each(run, run.Get(ids), async id =>
        {
            await run.Cloud.Messages.Delete(id, ct);
            return ExitCode.Ok;
        }));
    }
}
