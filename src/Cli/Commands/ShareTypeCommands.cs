namespace Abaca.Cli;

/// <summary><c>abaca type …</c>: the kinds of shares an operator offers.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ShareTypeCommands(CommandParts parts)
{
    static readonly Column[] columns =
    [
        new("ID", "id"), new("NAME", "name"), new("PUBLIC", "share_type_access:is_public"), new("DEFAULT", "is_default"),
        new("EXTRA SPECS", "extra_specs"), new("DESCRIPTION", "description"),
    ];

    readonly ResourceCommands<ShareType> alike = new(parts, new("type", ClientJson.Default.ShareType, (run, text, ct) => run.Find.Type(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("type", "Share types",
        Create(), alike.List("List types", [], _ => columns, (run, ct) => run.Cloud.Types.List(ct)), alike.Show("Show a type"),
        alike.Set("Change a type's name, description or visibility (admins)", (run, id, changes, ct) => run.Cloud.Types.Update(id, changes, ct),
            Choice("--public", "Whether every project may use it")),
        alike.Each("delete", "Delete types that no share uses (admins)", [], (run, type, ct) => run.Cloud.Types.Delete(type.Id, ct)),
        CommandParts.Inner("key", "Extra specs of a type", SetKeys(), UnsetKeys()),
        CommandParts.Inner("access", "Which projects may use a type that is not public", Projects(), Project(true), Project(false)));

    Command Create()
    {
        var name = Word("name", "name of the type");
        var servers = Choice("--handles-servers", "Whether backends make a server per network (driver_handles_share_servers); false without it");
        var isPublic = Choice("--public", "Whether every project may use it; true without it");
        var description = Text("--description", "TEXT", "A text about it");
        var specs = Many("--extra-spec", "KEY=VALUE", "Extra spec; may be repeated");
        return parts.Leaf("create", "Make a type (admins)", [name, servers, isPublic, description, specs], Takes.Output, async (run, ct) =>
        {
            var wanted = new NewShareType(run.Get(name), run.Get(servers) ?? false, run.Get(isPublic) ?? true, run.Get(description), Pairs.Read(run.Get(specs)));
            return await alike.Made(run, await run.Cloud.Types.Create(wanted, ct), null, ct);
        });
    }

    Command SetKeys()
    {
        var named = Word("type", "name or id");
        var specs = Words("key=value", "what to add or replace");
        return parts.Leaf("set", "Add or replace extra specs (admins)", [named, specs], Takes.Nothing, async (run, ct) =>
        {
            var pairs = Pairs.Read(run.Get(specs));
            await run.Cloud.Types.SetSpecs((await run.Find.Type(run.Get(named), ct)).Id, pairs, ct);
            return ExitCode.Ok;
        });
    }

    Command UnsetKeys()
    {
        var named = Word("type", "name or id");
        var keys = Words("key", "what to take away");
        return parts.Leaf("unset", "Take extra specs away (admins)", [named, keys], Takes.Nothing, async (run, ct) =>
        {
            var type = await run.Find.Type(run.Get(named), ct);
            foreach (var key in run.Get(keys)) await run.Cloud.Types.UnsetSpec(type.Id, key, ct);
            return ExitCode.Ok;
        });
    }

    Command Projects()
    {
        var named = Word("type", "name or id");
        return parts.Leaf("list", "List the projects (admins)", [named], Takes.Output, async (run, ct) =>
        {
            var projects = await run.Cloud.Types.Projects((await run.Find.Type(run.Get(named), ct)).Id, ct);
            run.Print.List([.. projects.Select(id => new System.Text.Json.Nodes.JsonObject { ["project_id"] = id })], [new("PROJECT", "project_id")]);
            return ExitCode.Ok;
        });
    }

    Command Project(bool add)
    {
        var named = Word("type", "name or id");
        var projected = Word("project", "name or id");
        return parts.Leaf(add ? "add" : "remove", add ? "Let a project use the type (admins)" : "No longer let a project use the type (admins)", [named, projected], Takes.Nothing, async (run, ct) =>
        {
            var type = await run.Find.Type(run.Get(named), ct);
            var project = await run.Cloud.Api.ProjectId(run.Get(projected), ct);
            await (add ? run.Cloud.Types.AddProject(type.Id, project, ct) : run.Cloud.Types.RemoveProject(type.Id, project, ct));
            return ExitCode.Ok;
        });
    }
}
