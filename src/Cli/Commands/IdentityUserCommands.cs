using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>abaca identity user …</c>: who can sign in.</summary>
/// <param name="parts">Builds commands.</param>
sealed class IdentityUserCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("ENABLED", "enabled"), new("EMAIL", "email"), new("DESCRIPTION", "description")];

    readonly ResourceCommands<IdentityUser> alike = new(parts, new("user", ClientJson.Default.IdentityUser, (run, text, ct) => run.FindIdentity.User(text, ct)));

    /// <summary>The commands.</summary>
    public Command Build() => CommandParts.Inner("user", "Who can sign in",
        alike.List("List users (admins)", [], _ => columns, (run, ct) => run.Cloud.Identity.Users(null, ct)), alike.Show("Show a user"), Create(), Update(), SetPassword(),
        alike.Each("delete", "Delete users, with their roles and application credentials (admins)", [], (run, user, ct) => run.Cloud.Identity.DeleteUser(user.Id, ct)));

    Command Create()
    {
        var name = Word("name", "name of the user");
        var (project, role) = (Text("--project", "NAME|ID", "Project to work in"), Text("--role", "NAME|ID", "Role there; member without it"));
        var (email, description) = (Text("--email", "ADDRESS", "Address for mail"), Text("--description", "TEXT", "A text about the user"));
        var disabled = Flag("--disabled", "May not sign in yet");
        var file = PasswordInput.File("the password");
        return parts.Leaf("create", "Make a user, and give it a role in a project (admins)", [name, project, role, email, description, disabled, file], Takes.Output, async (run, ct) =>
        {
            if (run.Has(role) && !run.Has(project)) throw new UsageException("--role needs --project: a role is held somewhere");
            // What is named is found first, so that a typing error leaves no user behind.
            var home = run.Get(project) is { } named ? await run.FindIdentity.Project(named, ct) : null;
            var held = home is null ? null : await run.FindIdentity.Role(run.Get(role) ?? "member", ct);
            var fields = new JsonObject { ["name"] = run.Get(name), ["enabled"] = !run.Get(disabled) };
            if (home is not null) fields["default_project_id"] = home.Id;
            if (run.Get(email) is { } address) fields["email"] = address;
            if (run.Get(description) is { } text) fields["description"] = text;
            var password = await PasswordInput.Read(run, run.Get(file), $"'{run.Get(name)}'", ct);
            var made = await run.Cloud.Identity.CreateUser(fields, password, ct);
            if (home is not null) await run.Cloud.Identity.Give(held!.Id, made.Id, new GrantPlace(home.Id), ct);
            return await alike.Made(run, made, null, ct);
        });
    }

    Command Update()
    {
        var named = Word("user", "name or id");
        var (name, email, description) = (Text("--name", "NAME", "New name"), Text("--email", "ADDRESS", "Address for mail"), Text("--description", "TEXT", "A text about the user"));
        var project = Text("--default-project", "NAME|ID", "Project to work in where none is named");
        var enabled = Choice("--enabled", "Whether signing in is allowed; false also ends what the user is doing");
        return parts.Leaf("update", "Change a user (admins)", [named, name, email, description, project, enabled], Takes.Output, async (run, ct) =>
        {
            var fields = new JsonObject();
            if (run.Get(name) is { } other) fields["name"] = other;
            if (run.Get(email) is { } address) fields["email"] = address;
            if (run.Get(description) is { } text) fields["description"] = text;
            if (run.Get(enabled) is { } may) fields["enabled"] = may;
            if (run.Get(project) is { } home) fields["default_project_id"] = (await run.FindIdentity.Project(home, ct)).Id;
            if (fields.Count == 0) throw new UsageException("nothing to change was given");
            var user = await run.FindIdentity.User(run.Get(named), ct);
            return await alike.Made(run, await run.Cloud.Identity.UpdateUser(user.Id, fields, null, ct), null, ct);
        });
    }

    Command SetPassword()
    {
        var named = OptionalWord("user", "name or id (admins); without it your own, which the present one proves");
        var (file, oldFile) = (PasswordInput.File("the new password"), Text("--present-password-file", "FILE", "Read your present password from this file; without it you are asked"));
        return parts.Leaf("set-password", "Give a user another password, which ends what it is signed in for", [named, file, oldFile], Takes.Nothing, async (run, ct) =>
        {
            if (run.Parse.GetValue(named) is { } text)
            {
                var user = await run.FindIdentity.User(text, ct);
                await run.Cloud.Identity.UpdateUser(user.Id, [], await PasswordInput.Read(run, run.Get(file), $"'{user.Name}'", ct), ct);
                return ExitCode.Ok;
            }
            var self = await run.Cloud.Api.SignedIn(ct);
            var old = run.Get(oldFile) is { } present ? await PasswordInput.Read(run, present, "you", ct) : PasswordInput.Old(run, $"'{self.UserName}'");
            await run.Cloud.Identity.ChangePassword(self.UserId ?? throw new UsageException("nobody is signed in"), old, await PasswordInput.Read(run, run.Get(file), $"'{self.UserName}'", ct), ct);
            await run.Error.WriteLineAsync("Changed. Write the new password into your clouds.yaml, too.");
            return ExitCode.Ok;
        });
    }
}
