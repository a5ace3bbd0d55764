using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>abaca identity project …</c>: what shares and quotas belong to.</summary>
/// <param name="parts">Builds commands.</param>
sealed class IdentityProjectCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("ENABLED", "enabled"), new("DESCRIPTION", "description")];

    readonly ResourceCommands<IdentityProject> alike = new(parts, new("project", ClientJson.Default.IdentityProject, (run, text, ct) => run.FindIdentity.Project(text, ct)));

    /// <summary>The commands.</summary>
    public Command Build() => CommandParts.Inner("project", "What shares and quotas belong to",
        alike.List("List projects (admins)", [], _ => columns, (run, ct) => run.Cloud.Identity.Projects(null, ct)), alike.Show("Show a project"),
        alike.Create("Make a project (admins)", (run, fields, ct) => run.Cloud.Identity.CreateProject(fields, ct)), Update(),
        alike.Each("delete", "Delete projects; their shares stay, and admins see them with 'abaca share list --all-projects'", [], (run, project, ct) => run.Cloud.Identity.DeleteProject(project.Id, ct)));

    Command Update()
    {
        var named = Word("project", "name or id");
        var (name, description) = (Text("--name", "NAME", "New name"), Text("--description", "TEXT", "A text about it"));
        var enabled = Choice("--enabled", "Whether anybody can work in it");
        return parts.Leaf("update", "Change a project (admins)", [named, name, description, enabled], Takes.Output, async (run, ct) =>
        {
            var fields = new JsonObject();
            if (run.Get(name) is { } other) fields["name"] = other;
            if (run.Get(description) is { } text) fields["description"] = text;
            if (run.Get(enabled) is { } may) fields["enabled"] = may;
            if (fields.Count == 0) throw new UsageException("nothing to change was given");
            var project = await run.FindIdentity.Project(run.Get(named), ct);
            return await alike.Made(run, await run.Cloud.Identity.UpdateProject(project.Id, fields, ct), null, ct);
        });
    }
}
