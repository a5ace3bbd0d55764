using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>abaca identity credential …</c>: one's own keys for programs, each for one project.</summary>
/// <param name="parts">Builds commands.</param>
sealed class IdentityCredentialCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("PROJECT", "project_id"), new("EXPIRES", "expires_at"), new("DESCRIPTION", "description")];

    /// <summary>The commands.</summary>
    public Command Build() => CommandParts.Inner("credential", "Your application credentials: keys for programs, each for one project", List(), Create(), Delete());

    Command List() => parts.Leaf("list", "List yours", [], Takes.Output, async (run, ct) =>
    {
        var all = await run.Cloud.Identity.Credentials(await Self(run, ct), ct);
        run.Print.List([.. all.Select(one => Printer.Json(one, ClientJson.Default.AppCredential))], columns);
        return ExitCode.Ok;
    });

    Command Create()
    {
        var name = Word("name", "name of the credential");
        var roles = Many("--role", "NAME", "Role it has, of those you have in this project; may be repeated; all of them without it");
        var (expires, description) = (Text("--expires", "MOMENT", "When it ends, UTC, as 2030-01-31T12:00:00; never without it"), Text("--description", "TEXT", "A text about it"));
        return parts.Leaf("create", "Make one for the project in use. Its secret is shown now and never again", [name, roles, expires, description], Takes.Output, async (run, ct) =>
        {
            var fields = new JsonObject { ["name"] = run.Get(name) };
            if (run.Get(roles) is { Length: > 0 } wanted) fields["roles"] = new JsonArray([.. wanted.Select(role => new JsonObject { ["name"] = role })]);
            if (run.Get(expires) is { } end) fields["expires_at"] = end;
            if (run.Get(description) is { } text) fields["description"] = text;
            run.Print.One(Printer.Json(await run.Cloud.Identity.CreateCredential(await Self(run, ct), fields, ct), ClientJson.Default.AppCredential));
            return ExitCode.Ok;
        });
    }

    Command Delete()
    {
        var named = Words("credential", "names or ids");
        return parts.Leaf("delete", "Delete some of yours; what uses them is signed out", [named], Takes.Nothing, async (run, ct) =>
        {
            var self = await Self(run, ct);
            return await Deletion.Each(run, run.Get(named), async text =>
            {
                await run.Cloud.Identity.DeleteCredential(self, (await run.FindIdentity.Credential(self, text, ct)).Id, ct);
                return ExitCode.Ok;
            });
        });
    }

    static async Task<string> Self(CommandRun run, CancellationToken ct) =>
        (await run.Cloud.Api.SignedIn(ct)).UserId ?? throw new UsageException("this cloud has no users: it asks nobody for a password");
}
