using System.Diagnostics;
using System.Net;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>
/// Horizon with manila-ui, as Debian ships them, in a process of its own and on the service's loopback address. Of its settings, two lines are
/// other than in Debian's file: where the identity service is, and under which name the dashboard is asked for.
/// </summary>
sealed class Dashboard : IAsyncDisposable
{
    const string DebianSettings = "/etc/openstack-dashboard/local_settings.py";
    const int FirstPort = 8000;

    static readonly TimeSpan Starting = TimeSpan.FromSeconds(90);

    readonly string directory;
    readonly Process process;

    Dashboard(string directory, Process process, Uri url) => (this.directory, this.process, Url) = (directory, process, url);

    /// <summary>Where its pages are.</summary>
    public Uri Url { get; }

    /// <summary>Everything it logged.</summary>
    public string Log
    {
        get
        {
            using var file = new StreamReader(new FileStream(Path.Combine(directory, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return file.ReadToEnd();
        }
    }

    /// <summary>Starts it for a service and waits until it shows its form for logins; lines are added to its settings.</summary>
    public static async Task<Dashboard> Start(ServiceProcess service, params string[] lines)
    {
        Requirements.ForDashboard();
        var room = Directory.CreateTempSubdirectory("abaca-horizon-").FullName;
        // Horizon reads the package "local" from the first place on Python's path that has it.
        var local = Directory.CreateDirectory(Path.Combine(room, "local")).FullName;
        await File.WriteAllTextAsync(Path.Combine(local, "__init__.py"), "");
        await File.WriteAllLinesAsync(Path.Combine(local, "local_settings.py"), [.. await Settings(service), .. lines]);
        var url = new UriBuilder(service.Url) { Port = FirstPort + lines.Length }.Uri;
        // The shell opens the log, so that whoever reads it need not read the process' streams.
        var start = new ProcessStartInfo("sh",
        [
            "-c", """exec "$@" >"$0" 2>&1""", Path.Combine(room, "log"), "/usr/bin/python3", Requirements.HorizonProgram, "runserver", "--noreload", "--insecure",
            $"{url.Host}:{url.Port}",
        ]) { UseShellExecute = false, WorkingDirectory = room };
        start.Environment["PYTHONPATH"] = room;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        var dashboard = new Dashboard(room, Process.Start(start) ?? throw new InvalidOperationException("sh did not start."), url);
        if (await Deadline.Holds(dashboard.Answers, Starting)) return dashboard;
        var log = dashboard.Log;
        await dashboard.DisposeAsync();
        Assert.Fail($"Horizon does not answer within {Starting.TotalSeconds} s:\n{log}");
        return dashboard;
    }

    static async Task<IEnumerable<string>> Settings(ServiceProcess service)
    {
        var lines = await File.ReadAllLinesAsync(DebianSettings);
        var own = new Dictionary<string, string>
        {
            ["OPENSTACK_KEYSTONE_URL"] = $"\"{service.Url}identity/v3\"",
            ["ALLOWED_HOSTS"] = $"[\"{service.Url.Host}\"]",
        };
        var changed = lines.Select(line => own.Keys.FirstOrDefault(name => line.StartsWith(name + " ", StringComparison.Ordinal)) is { } name ? $"{name} = {own[name]}" : line);
        return changed.ToList() is var text && own.All(o => text.Contains($"{o.Key} = {o.Value}"))
            ? text
            : throw new InvalidOperationException($"{DebianSettings} sets neither of {string.Join(", ", own.Keys)}.");
    }

    async Task<bool> Answers()
    {
        if (process.HasExited) return false;
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            using var answer = await client.GetAsync(new Uri("auth/login/", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
