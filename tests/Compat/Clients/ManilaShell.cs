using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>manila</c> shell with the credentials of the service's shell files. It prints tables only.</summary>
/// <param name="service">Whom it talks to.</param>
/// <param name="credentials">File of exports in the state directory.</param>
sealed class ManilaShell(ServiceProcess service, string credentials)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, string> environment = Read(Path.Combine(service.State, credentials));

    /// <summary>The client of the project demo.</summary>
    public static ManilaShell Demo(ServiceProcess service) => new(service, "openrc");

    /// <summary>The administrator's client.</summary>
    public static ManilaShell Admin(ServiceProcess service) => new(service, "admin-openrc");

    /// <summary>Runs <c>manila …</c>.</summary>
    public Task<ToolRun> Run(params string[] arguments) => Tool.Run("manila", arguments, environment);

    /// <summary>Runs a program of Python (that of the system, whose packages the clients are) with the same credentials.</summary>
    public Task<ToolRun> Python(string program, params string[] arguments) => Tool.Run("/usr/bin/python3", ["-c", program, .. arguments], environment);

    /// <summary>Runs a command that prints nothing of interest.</summary>
    public async Task Do(params string[] arguments) => (await Run(arguments)).Succeeded();

    /// <summary>Runs a command that prints a table, and reads its rows.</summary>
    public async Task<List<Dictionary<string, string>>> Table(params string[] arguments) => Rows((await Run(arguments)).Succeeded());

    /// <summary>Runs a command that prints the properties of one thing, and reads them.</summary>
    public async Task<Dictionary<string, string>> Properties(params string[] arguments)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in await Table(arguments)) properties.TryAdd(row["Property"], row["Value"]); // further lines of a value have no name
        return properties;
    }

    /// <summary>Shows a share until its status is this.</summary>
    public async Task<Dictionary<string, string>> Until(string status, string show, string named)
    {
        Dictionary<string, string> seen = [];
        var so = await Deadline.Holds(async () => (seen = await Properties(show, named))["status"] == status, Longest);
        Assert.True(so, $"{show} {named}: {seen.GetValueOrDefault("status")}; expected {status}\n{service.LogTail}");
        return seen;
    }

    /// <summary>Shows a thing until it is not there any more.</summary>
    public async Task UntilGone(string show, string named) =>
        Assert.True(await Deadline.Holds(async () => (await Run(show, named)).Code != 0, Longest), $"{show} {named} still shows it.\n{service.LogTail}");

    static Dictionary<string, string> Read(string file)
    {
        var read = new Dictionary<string, string> { ["PYTHONWARNINGS"] = "ignore", ["COLUMNS"] = "500" };
        foreach (var line in File.ReadLines(file).Where(l => l.StartsWith("export ", StringComparison.Ordinal)))
        {
            var parts = line["export ".Length..].Split('=', 2);
            read[parts[0]] = parts[1].Trim('\'', '"');
        }
        return read;
    }

    static List<Dictionary<string, string>> Rows(string table)
    {
        var lines = table.Split('\n').Where(l => l.StartsWith('|')).Select(Cells).ToList();
        if (lines.Count == 0) return [];
        var names = lines[0];
        return [.. lines.Skip(1).Select(cells => names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
