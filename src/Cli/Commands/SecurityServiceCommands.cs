namespace Abaca.Cli;

/// <summary><c>abaca security-service …</c>: directories that share servers join.</summary>
/// <param name="parts">Builds commands.</param>
sealed class SecurityServiceCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("TYPE", "type"), new("DOMAIN", "domain"), new("SERVER", "server")];

    readonly ResourceCommands<SecurityService> services =
        new(parts, new("service", ClientJson.Default.SecurityService, (run, text, ct) => run.Find.SecurityService(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("security-service", "Directories that share servers join",
        Create(), List(), services.Show("Show a security service, without its password"),
        services.Set("Change a security service's name or description", (run, id, changes, ct) => run.Cloud.SecurityServices.Update(id, changes, ct)),
        services.Each("delete", "Delete security services that no share network has", [], (run, service, ct) => run.Cloud.SecurityServices.Delete(service.Id, ct)));

    Command Create()
    {
        var type = OneOf("--type", "ldap (the usual), kerberos or active_directory", "ldap", "kerberos", "active_directory");
        var (name, description) = Described("security service");
        (string Field, Option<string?> Option)[] fields =
        [
            ("name", name), ("description", description), ("dns_ip", Text("--dns-ip", "ADDRESS", "A name server")), ("server", Text("--server", "HOST", "The directory's server")),
            ("domain", Text("--domain", "DOMAIN", "The domain")), ("user", Text("--user", "USER", "Who joins it")),
        ];
        var file = PasswordInput.File("the user's password");
        return parts.Leaf("create", "Make a security service", [type, .. fields.Select(f => f.Option), file], Takes.Output, async (run, ct) =>
        {
            var set = fields.Select(f => (f.Field, Value: run.Get(f.Option))).Where(f => f.Value is not null).ToDictionary(f => f.Field, f => f.Value!, StringComparer.Ordinal);
            var password = run.Get(file) is { } from ? await PasswordInput.Told(run, from, "the user's password", "--password-file", ct) : null;
            run.Print.One(Printer.Json(await run.Cloud.SecurityServices.Create(run.Get(type) ?? "ldap", set, password, ct), ClientJson.Default.SecurityService));
            return ExitCode.Ok;
        });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        return services.List("List security services", [name], _ => columns, (run, ct) => run.Cloud.SecurityServices.List(run.Get(name), ct));
    }
}
