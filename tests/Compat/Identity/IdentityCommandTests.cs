using System.Diagnostics;
using System.Text.Json;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Identity;

/// <summary>Users, projects and roles are looked after with the real program, and no password is ever an argument.</summary>
public sealed class IdentityCommandTests : IAsyncLifetime
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-identity-").FullName;
    ServiceProcess service = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => service = await ServiceProcess.Start(ServiceSetting.Dummy);

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        Directory.Delete(room, recursive: true);
    }

    [Fact]
    public async Task A_user_with_a_project_is_made_works_and_goes()
    {
        (await Admin("project", "create", "apollo", "--description", "Moon")).Succeeded();
        (await Admin("user", "create", "alice", "--project", "apollo", "--email", "a@example.org", "--password-file", Secret("first"))).Succeeded();

        var grants = await Json("role", "grants", "--user", "alice");
        Assert.Equal(("member", "project", "apollo"), (grants[0].GetProperty("role").GetString(), grants[0].GetProperty("where").GetString(), grants[0].GetProperty("project").GetString()));
        (await As("alice", "apollo", "first", "share", "list")).Succeeded();
        Assert.Contains("Keystone does not accept", (await As("alice", "apollo", "second", "share", "list")).Failed(), StringComparison.Ordinal);

        (await Admin("user", "set-password", "alice", "--password-file", Secret("second"))).Succeeded();
        (await As("alice", "apollo", "second", "share", "list")).Succeeded();
        (await As("alice", "apollo", "second", "identity", "user", "set-password", "--present-password-file", Secret("second"), "--password-file", Secret("third"))).Succeeded();
        (await As("alice", "apollo", "third", "share", "list")).Succeeded();

        (await Admin("role", "grant", "admin", "--user", "alice", "--system")).Succeeded();
        Assert.Equal(2, (await Json("role", "grants", "--user", "alice")).GetArrayLength());
        (await Admin("role", "revoke", "admin", "--user", "alice", "--system")).Succeeded();
        (await Admin("role", "revoke", "member", "--user", "alice", "--project", "apollo")).Succeeded();
        (await As("alice", "apollo", "third", "share", "list")).Failed();

        (await Admin("user", "update", "alice", "--name", "alicia", "--enabled", "false")).Succeeded();
        Assert.Equal("false", (await Admin("user", "show", "alicia", "-f", "value", "-c", "enabled")).Succeeded().Trim());
        (await Admin("user", "delete", "alicia")).Succeeded();
        (await Admin("project", "update", "apollo", "--description", "Mars")).Succeeded();
        (await Admin("project", "delete", "apollo")).Succeeded();
        Assert.Contains("there is no user 'alicia'", (await Admin("user", "show", "alicia")).Failed(), StringComparison.Ordinal);
        Assert.DoesNotContain("second", service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_line_up_ids_name_as_well_as_names_and_hints_fit()
    {
        var lines = (await Admin("user", "list")).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Single(lines.Select(line => Math.Max(line.IndexOf("NAME", StringComparison.Ordinal), Math.Max(line.IndexOf("admin", StringComparison.Ordinal), line.IndexOf("demo", StringComparison.Ordinal)))).Distinct());
        var id = (await Json("user", "list"))[0].GetProperty("id").GetString()!;
        Assert.Equal(id, (await Admin("user", "show", id, "-f", "value", "-c", "id")).Succeeded().Trim());

        Assert.Contains("only admins may", (await Run(Cloud("abaca"), "identity", "user", "list")).Failed(), StringComparison.Ordinal);
        Assert.Contains("choose another name", (await Admin("project", "create", "demo")).Failed(), StringComparison.Ordinal);
        var builtIn = (await Admin("role", "delete", "member")).Failed();
        Assert.Contains("built in", builtIn, StringComparison.Ordinal);
        Assert.DoesNotContain("try:", builtIn, StringComparison.Ordinal);
        var nobody = (await Admin("user", "create", "bob", "--project", "nowhere", "--password-file", Secret("x"))).Failed();
        Assert.Contains("there is no project 'nowhere'", nobody, StringComparison.Ordinal);
        Assert.Contains("there is no user 'bob'", (await Admin("user", "show", "bob")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_comes_from_a_person_unseen_from_a_file_or_from_standard_input()
    {
        // No terminal and no file: said, and nothing was made.
        Assert.Contains("--password-file", (await Admin("user", "create", "carol")).Failed(), StringComparison.Ordinal);

        using var terminal = Terminal("identity user create carol");
        var seen = await Answer(terminal, "New password of 'carol': ", "carols-secret") + await Answer(terminal, "Again: ", "carols-secret") + await terminal.StandardOutput.ReadToEndAsync(Ct);
        await terminal.WaitForExitAsync(Ct);
        Assert.Equal(0, terminal.ExitCode);
        Assert.DoesNotContain("carols-secret", seen, StringComparison.Ordinal);
        (await Admin("role", "grant", "member", "--user", "carol", "--project", "demo")).Succeeded();
        (await As("carol", "demo", "carols-secret", "share", "list")).Succeeded();

        var piped = new ProcessStartInfo("bash", ["-c", "printf '%s\\n' \"$SECRET\" | \"$0\" identity user set-password carol --password-file -", AbacaTool.Binary]) { UseShellExecute = false };
        foreach (var (name, value) in Cloud("abaca-admin")) piped.Environment[name] = value;
        piped.Environment["SECRET"] = "piped-secret";
        piped.Environment["DOTNET_ROOT"] = AbacaTool.DotnetRoot;
        using (var run = Process.Start(piped)!)
        {
            await run.WaitForExitAsync(Ct);
            Assert.Equal(0, run.ExitCode);
        }
        (await As("carol", "demo", "piped-secret", "share", "list")).Succeeded();

        Assert.DoesNotContain("--password ", (await AbacaTool.Run(["identity", "user", "create", "--help"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_credential_lets_a_program_in_until_it_is_deleted()
    {
        var made = JsonDocument.Parse((await Run(Cloud("abaca"), "identity", "credential", "create", "robot", "--role", "reader", "-f", "json")).Succeeded()).RootElement;
        var robot = new Dictionary<string, string>
        {
            ["OS_AUTH_URL"] = $"{service.Url}identity/v3", ["OS_AUTH_TYPE"] = "v3applicationcredential",
            ["OS_APPLICATION_CREDENTIAL_ID"] = made.GetProperty("id").GetString()!, ["OS_APPLICATION_CREDENTIAL_SECRET"] = made.GetProperty("secret").GetString()!,
        };
        (await Run(robot, "share", "list")).Succeeded();
        Assert.DoesNotContain("secret", (await Run(Cloud("abaca"), "identity", "credential", "list", "-f", "json")).Succeeded(), StringComparison.Ordinal);
        (await Run(Cloud("abaca"), "identity", "credential", "delete", "robot")).Succeeded();
        (await Run(robot, "share", "list")).Failed();
    }

    [Fact]
    public async Task A_lost_password_of_the_administrator_is_replaced_at_the_machine()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(service.State, "clouds.yaml"), Ct);
        var password = (await AbacaTool.Run(["identity", "reset-password", "admin", "--config-file", service.ConfigFile])).Succeeded().Trim();
        var after = await File.ReadAllTextAsync(Path.Combine(service.State, "clouds.yaml"), Ct);
        Assert.NotEqual(before, after);
        Assert.Contains(password, after, StringComparison.Ordinal);
        (await Admin("user", "list")).Succeeded();
        Assert.Contains("no user called 'nobody'", (await AbacaTool.Run(["identity", "reset-password", "nobody", "--config-file", service.ConfigFile])).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resets_at_once_leave_files_with_the_passwords_that_hold()
    {
        var resets = Enumerable.Range(0, 8).Select(number => AbacaTool.Run(["identity", "reset-password", number % 2 == 0 ? "admin" : "demo", "--config-file", service.ConfigFile]));
        foreach (var run in await Task.WhenAll(resets)) run.Succeeded();

        (await Admin("user", "list")).Succeeded();
        (await AbacaTool.Run(["share", "list"], Cloud("abaca"))).Succeeded();
        foreach (var name in (string[])["openrc", "admin-openrc"])
        {
            var script = await File.ReadAllTextAsync(Path.Combine(service.State, name), Ct);
            var password = script.Split("OS_PASSWORD='")[1].Split('\'')[0];
            Assert.Contains(password, await File.ReadAllTextAsync(Path.Combine(service.State, "clouds.yaml"), Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_administrator_is_brought_back_at_the_machine_when_none_is_left()
    {
        (await Admin("project", "update", "admin", "--enabled", "false")).Succeeded();
        (await Admin("user", "list")).Failed();
        (await AbacaTool.Run(["identity", "reset-password", "admin", "--as-admin", "--config-file", service.ConfigFile])).Succeeded();
        (await Admin("user", "list")).Succeeded();

        (await Admin("user", "delete", "admin")).Succeeded();
        (await Admin("user", "list")).Failed();
        (await AbacaTool.Run(["identity", "reset-password", "admin", "--as-admin", "--config-file", service.ConfigFile])).Succeeded();
        (await Admin("user", "list")).Succeeded();
    }

    [Fact]
    public async Task A_user_without_a_home_uses_the_client()
    {
        var nowhere = new Dictionary<string, string>(Cloud("abaca"));
        foreach (var script in (string[])["unset HOME; exec \"$0\" share list", "HOME= exec \"$0\" share list", "HOME=/nonexistent exec \"$0\" share list",
            "mkdir -p \"$ROOM/gone\" && cd \"$ROOM/gone\" && rmdir \"$ROOM/gone\" && unset HOME && exec \"$0\" share list"])
        {
            var run = await Tool.Run("bash", ["-c", script, AbacaTool.Binary], new Dictionary<string, string>(nowhere) { ["DOTNET_ROOT"] = AbacaTool.DotnetRoot, ["ROOM"] = room });
            run.Succeeded();
        }

        // A directory of configuration in the working directory is not a home.
        Directory.CreateDirectory(Path.Combine(room, ".config", "openstack"));
        await File.WriteAllTextAsync(Path.Combine(room, ".config", "openstack", "clouds.yaml"), "clouds: {trap: {auth: {auth_url: 'http://127.0.0.1:1', username: a, password: b}}}", Ct);
        var lost = await Tool.Run("bash", ["-c", "cd \"$ROOM\"; unset HOME; exec \"$0\" share list", AbacaTool.Binary], new Dictionary<string, string>
        {
            ["DOTNET_ROOT"] = AbacaTool.DotnetRoot, ["ROOM"] = room, ["ABACA_STATE"] = Path.Combine(room, "none"),
        });
        Assert.Contains("no cloud is configured", lost.Failed(), StringComparison.Ordinal);
    }

    string Secret(string text)
    {
        var file = Path.Combine(room, text);
        File.WriteAllText(file, text + "\n");
        return file;
    }

    Dictionary<string, string> Cloud(string name) => new() { ["OS_CLIENT_CONFIG_FILE"] = Path.Combine(service.State, "clouds.yaml"), ["OS_CLOUD"] = name };

    Task<ToolRun> Admin(params string[] arguments) => Run(Cloud("abaca-admin"), ["identity", .. arguments]);

    async Task<JsonElement> Json(params string[] arguments) => JsonDocument.Parse((await Admin([.. arguments, "-f", "json"])).Succeeded()).RootElement;

    Task<ToolRun> As(string user, string project, string password, params string[] arguments) => Run(new Dictionary<string, string>
    {
        ["OS_AUTH_URL"] = $"{service.Url}identity/v3", ["OS_USERNAME"] = user, ["OS_PROJECT_NAME"] = project, ["OS_PASSWORD"] = password,
    }, arguments);

    static Task<ToolRun> Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) => AbacaTool.Run(arguments, environment);

    /// <summary>The program at a terminal of its own, as <c>script</c> makes one.</summary>
    Process Terminal(string command)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"{AbacaTool.Binary} {command}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in Cloud("abaca-admin")) start.Environment[name] = value;
        start.Environment["DOTNET_ROOT"] = AbacaTool.DotnetRoot;
        return Process.Start(start)!;
    }

    static async Task<string> Answer(Process terminal, string question, string answer)
    {
        var seen = "";
        var one = new char[1];
        while (!seen.EndsWith(question, StringComparison.Ordinal) && await terminal.StandardOutput.ReadAsync(one, Ct) == 1) seen += one[0];
        Assert.EndsWith(question, seen, StringComparison.Ordinal);
        await terminal.StandardInput.WriteAsync(answer + "\r");
        await terminal.StandardInput.FlushAsync(Ct);
        return seen;
    }
}
