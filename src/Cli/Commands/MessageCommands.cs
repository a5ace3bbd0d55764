namespace Abaca.Cli;

/// <summary><c>abaca message …</c>: what the service has to say about work that failed.</summary>
/// <param name="parts">Builds commands.</param>
sealed class MessageCommands(CommandParts parts)
{
    static readonly Column[] columns =
        [new("ID", "id"), new("CREATED", "created_at"), new("RESOURCE", "resource_type"), new("RESOURCE ID", "resource_id"), new("MESSAGE", "user_message")];

    readonly ResourceCommands<UserMessage> alike =
        new(parts, new("message", ClientJson.Default.UserMessage, (run, id, ct) => run.Cloud.Messages.Show(id, ct)) { Named = "id" });

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("message", "Why work failed, in the service's words",
        List(), alike.Show("Show a message"), alike.DeleteById("Delete messages", [], (run, id, ct) => run.Cloud.Messages.Delete(id, ct)));

    Command List()
    {
        var resource = Text("--resource", "ID", "Only about this resource");
        var limit = Number("--limit", "N", "At most this many");
        return alike.List("List messages, newest first", [resource, limit], _ => columns,
            (run, ct) => run.Cloud.Messages.List(run.Get(resource), run.Get(limit), ct));
    }
}
