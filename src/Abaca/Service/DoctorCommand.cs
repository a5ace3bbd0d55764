using Abaca.DriverSdk;
using Abaca.Server.Doctor;

namespace Abaca.Service;

/// <summary><c>abaca doctor</c>.</summary>
static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static System.CommandLine.Command Build()
    {
        var command = new System.CommandLine.Command("doctor", "Looks at configuration, database, backends, permissions and clocks, and says what to do. Changes nothing; exits with 1 when there is a problem.");
        var files = new ServiceFiles().AddTo(command);
        var format = new Option<string>("--format", "-f") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        command.Options.Add(format);
        command.SetAction((parsed, ct) => Run(files, parsed, parsed.GetValue(format) == "json", ct));
        return command;
    }

    static async Task<int> Run(ServiceFiles files, ParseResult parsed, bool asJson, CancellationToken ct)
    {
        var read = files.Load(parsed);
        var loaded = StartChecks.Of(read, ServiceFiles.LoadPolicy(read).Findings);
        using var http = new HttpClient(ServiceDoor.Handler(loaded.Options));
        await using var context = new HealthCheckContext(loaded, [], new LocalCommandRunner(TimeProvider.System), TimeProvider.System, http);
        var report = await HealthCheckRun.For(context).Examine(context, ct);
        Console.Write(asJson ? HealthReportText.Json(report) : HealthReportText.Table(report));
        return report.IsSound ? 0 : 1;
    }
}
