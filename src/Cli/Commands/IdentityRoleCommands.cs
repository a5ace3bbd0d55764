namespace Abaca.Cli;

/// <summary><c>abaca identity role …</c>: who may do what where.</summary>
/// <param name="parts">Builds commands.</param>
sealed class IdentityRoleCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("DESCRIPTION", "description")];

    readonly ResourceCommands<IdentityRole> alike = new(parts, new("role", ClientJson.Default.IdentityRole, (run, text, ct) => run.FindIdentity.Role(text, ct)));

    /// <summary>The commands.</summary>
    public Command Build() => CommandParts.Inner("role", "Who may do what where",
        alike.List("List roles (admins)", [], _ => columns, (run, ct) => run.Cloud.Identity.Roles(null, ct)), alike.Show("Show a role"),
        alike.Create("Make a role, for rules of a policy file (admins)", (run, fields, ct) => run.Cloud.Identity.CreateRole(fields, ct)),
        alike.Each("delete", "Delete roles that are not built in; whoever holds one loses it (admins)", [], (run, role, ct) => run.Cloud.Identity.DeleteRole(role.Id, ct)),
        Change("grant", "Give a user a role (admins)", (run, role, user, place, ct) => run.Cloud.Identity.Give(role, user, place, ct)),
        Change("revoke", "Take a role from a user, which ends what it is signed in for there (admins)", (run, role, user, place, ct) => run.Cloud.Identity.Take(role, user, place, ct)),
        Grants());

    Command Change(string verb, string description, Func<CommandRun, string, string, GrantPlace, CancellationToken, Task> act)
    {
        var role = Word("role", "name or id");
        var user = Text("--user", "NAME|ID", "The user");
        var (project, system) = (Text("--project", "NAME|ID", "Where: a project"), Flag("--system", "Where: the whole system"));
        user.Required = true;
        return parts.Leaf(verb, description, [role, user, project, system], Takes.Nothing, async (run, ct) =>
        {
            if (run.Has(project) == run.Get(system)) throw new UsageException("a role is held in one place: give --project, or --system");
            var place = new GrantPlace(run.Get(project) is { } named ? (await run.FindIdentity.Project(named, ct)).Id : null);
            var who = await run.FindIdentity.User(run.Get(user)!, ct);
            await act(run, (await run.FindIdentity.Role(run.Get(role), ct)).Id, who.Id, place, ct);
            return ExitCode.Ok;
        });
    }

    Command Grants()
    {
        var (user, project) = (Text("--user", "NAME|ID", "Of this user"), Text("--project", "NAME|ID", "In this project"));
        Column[] shown = [new("USER", "user"), new("ROLE", "role"), new("WHERE", "where"), new("PROJECT", "project")];
        return parts.Leaf("grants", "List who holds which role where (admins; everybody their own with --user)", [user, project], Takes.Output, async (run, ct) =>
        {
            var of = run.Get(user) is { } named ? (await run.FindIdentity.User(named, ct)).Id : null;
            var at = run.Get(project) is { } place ? (await run.FindIdentity.Project(place, ct)).Id : null;
            run.Print.List([.. (await run.Cloud.Identity.Grants(of, at, ct)).Select(one => Printer.Json(one, ClientJson.Default.Grant))], shown);
            return ExitCode.Ok;
        });
    }
}
