namespace Abaca.Cli;

/// <summary><c>abaca lock …</c>: what keeps a share or an access rule from being deleted, or hides whom a rule lets in.</summary>
/// <param name="parts">Builds commands.</param>
sealed class LockCommands(CommandParts parts)
{
    static readonly Column[] columns =
        [new("ID", "id"), new("RESOURCE", "resource_type"), new("RESOURCE ID", "resource_id"), new("ACTION", "resource_action"), new("REASON", "lock_reason")];

    readonly ResourceCommands<ResourceLock> alike =
        new(parts, new("lock", ClientJson.Default.ResourceLock, (run, id, ct) => run.Cloud.Locks.Show(id, ct)) { Named = "id" });

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("lock", "Keep shares and access rules from being deleted, or from being shown",
        Create(), List(), alike.Show("Show a lock"), Set(), alike.DeleteById("Remove locks", [], (run, id, ct) => run.Cloud.Locks.Delete(id, ct)));

    Command Create()
    {
        var named = Word("resource", "share, by name or id, or id of an access rule");
        var type = OneOf("--type", "share (the usual) or access_rule", "share", "access_rule");
        var (action, reason) = (Action("delete (the usual) or, for an access rule, show"), Reason());
        return parts.Leaf("create", "Lock a share or an access rule", [named, type, action, reason], Takes.Output, async (run, ct) =>
        {
            var kind = run.Get(type) ?? "share";
            var id = kind == "share" ? (await run.Find.Share(run.Get(named), ct)).Id : run.Get(named);
            run.Print.One(Printer.Json(await run.Cloud.Locks.Create(kind, id, run.Get(action) ?? "delete", run.Get(reason), ct), ClientJson.Default.ResourceLock));
            return ExitCode.Ok;
        });
    }

    Command List()
    {
        var resource = Text("--resource", "ID", "Only of this share or access rule");
        var all = Flag("--all-projects", "Of every project (admins)");
        return alike.List("List locks, newest first", [resource, all], _ => columns, (run, ct) => run.Cloud.Locks.List(run.Get(resource), run.Get(all), ct));
    }

    Command Set()
    {
        var id = Word("lock", "id");
        var (action, reason) = (Action("delete or show"), Reason());
        return parts.Leaf("set", "Change what a lock stops, or its reason", [id, action, reason], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Cloud.Locks.Update(run.Get(id), run.Get(action), run.Get(reason), ct), ClientJson.Default.ResourceLock));
            return ExitCode.Ok;
        });
    }

    static Option<string?> Action(string words) => OneOf("--action", words, "delete", "show");

    static Option<string?> Reason() => Text("--reason", "TEXT", "Why");
}
