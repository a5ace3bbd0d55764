using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;

namespace Abaca.Tests.Compat.Service;

/// <summary>
/// <c>abaca serve</c> as a process of its own: a loopback address nobody else has, a state directory that goes at the end,
/// and a log. It can be stopped, killed and started again on the same state. ABACA_BINARY names another binary to run.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    const int Port = 8786;

    static readonly TimeSpan Starting = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Stopping = TimeSpan.FromSeconds(40);

    readonly ServiceSetting setting;
    readonly string directory;
    Process? process;
    long logRead;

    ServiceProcess(ServiceSetting setting, string directory, string address)
    {
        (this.setting, this.directory) = (setting, directory);
        Url = new Uri($"{(setting.Authority is null ? "http" : "https")}://{address}:{Port}");
        Api = new HttpClient(TrustingHandler.For(setting.Authority)) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>A client without credentials.</summary>
    public HttpClient Api { get; }

    /// <summary>Its state directory.</summary>
    public string State => Path.Combine(directory, "state");

    /// <summary>What the backend keeps.</summary>
    public string BackendState => Path.Combine(State, "backends", setting.Backend);

    /// <summary>Its configuration.</summary>
    public string Configuration => ConfigFile;

    /// <summary>Its database's address.</summary>
    public string Database => $"sqlite:///{Path.Combine(State, "abaca.sqlite")}";

    /// <summary>Everything it logged in all its lives.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>The last lines of the log.</summary>
    public string LogTail => string.Join('\n', Log.Split('\n').TakeLast(40));

    string LogFile => Path.Combine(directory, "log");

    /// <summary>Its configuration.</summary>
    public string ConfigFile => Path.Combine(directory, "manila.conf");

    /// <summary>Starts one and waits until its backend serves.</summary>
    public static async Task<ServiceProcess> Start(ServiceSetting setting)
    {
        if (setting.Backend == "local") Requirements.ForLocal();
        var room = Directory.CreateTempSubdirectory("abaca-compat-").FullName;
        var address = string.Create(CultureInfo.InvariantCulture,
            $"127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(2, 255)}");
        setting.Authority?.Serve("first", address);
        var service = new ServiceProcess(setting, room, address);
        await File.WriteAllLinesAsync(service.ConfigFile, setting.File(address, service.State));
        await service.Start();
        return service;
    }

    /// <summary>Changes its configuration file; the next start reads it.</summary>
    public void Configure(Func<string, string> change) => File.WriteAllText(ConfigFile, change(File.ReadAllText(ConfigFile)));

    /// <summary>Starts it again on the same state and waits until its backend serves.</summary>
    public async Task Start()
    {
        Launch();
        if (await Deadline.Holds(() => process!.HasExited || SaidSinceLaunch("is serving"), Starting) && !process!.HasExited) return;
        var how = process!.HasExited ? $"ended with {process.ExitCode}" : $"did not serve within {Starting.TotalSeconds} s";
        var log = LogTail;
        await DisposeAsync();
        Assert.Fail($"abaca serve {how}:\n{log}");
    }

    /// <summary>Starts it again and answers with the time until the API gave its first answer; backends may start later.</summary>
    public async Task<TimeSpan> StartUntilItAnswers()
    {
        var since = Stopwatch.GetTimestamp();
        Launch();
        while (Stopwatch.GetElapsedTime(since) < Starting && !process!.HasExited)
        {
            try
            {
                using var answer = await Api.GetAsync(new Uri("/v2/", UriKind.Relative));
                return Stopwatch.GetElapsedTime(since);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(5); // it does not listen yet
            }
        }
        Assert.Fail($"The API does not answer:\n{LogTail}");
        return default;
    }

    /// <summary>Its process id.</summary>
    public int Id => process!.Id;

    /// <summary>Waits until it has logged these words in this life.</summary>
    public Task<bool> Says(string words, TimeSpan within) => Deadline.Holds(() => SaidSinceLaunch(words), within);

    /// <summary>Sends a signal; 0 when it was sent.</summary>
    public int Signal(int signal) => Signal(process!.Id, signal);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to stop and waits until it has, with nothing of it left mounted.</summary>
    public async Task Stop()
    {
        Assert.Equal(0, Signal(process!.Id, 15));
        Assert.True(await Deadline.Holds(() => process.HasExited, Stopping), $"It did not stop within {Stopping.TotalSeconds} s:\n{LogTail}");
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain(directory, await File.ReadAllTextAsync("/proc/mounts"));
    }

    /// <summary>Stops it and removes all it kept; after a kill that takes another life, which knows what to unmount.</summary>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (process is { HasExited: true } && Mounts().Count > 0)
        {
            Launch();
            await Deadline.Holds(() => process.HasExited || SaidSinceLaunch("is serving"), Starting);
        }
        if (process is { HasExited: false })
        {
            _ = Signal(process.Id, 15);
            if (!await Deadline.Holds(() => process.HasExited, Stopping)) Kill();
        }
        process?.Dispose();
        await Sweep();
    }

    void Launch()
    {
        logRead = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        // The shell only opens the log, so that nothing of ours has to read it; exec keeps the process id.
        var bound = setting.Descriptors is { } most ? string.Create(CultureInfo.InvariantCulture, $"ulimit -n {most}; ") : "";
        var run = setting.Surroundings is { } make ? $"exec unshare -m /bin/sh -ec '{make}\nexec \"$0\" \"$@\"' \"$0\" \"$@\"" : "exec \"$0\" \"$@\"";
        string[] command = ["-c", $"{bound}{run} >>\"$LOG\" 2>&1", AbacaTool.Binary, "serve", "--config-file", ConfigFile];
        var start = new ProcessStartInfo("/bin/sh", command);
        start.Environment["LOG"] = LogFile;
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        start.Environment["DOTNET_ROOT"] = AbacaTool.DotnetRoot;
        foreach (var (name, value) in setting.Environment) start.Environment[name] = value;
        start.WorkingDirectory = setting.WorkingDirectory ?? "";
        process?.Dispose();
        process = Process.Start(start)!;
    }

    bool SaidSinceLaunch(string words)
    {
        if (!File.Exists(LogFile)) return false;
        using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(logRead, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Contains(words, StringComparison.Ordinal);
    }

    List<string> Mounts() =>
        [.. File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))];

    // What is left only when something went wrong: a test must not leave processes, mounts or loop devices behind.
    async Task Sweep()
    {
        foreach (var (id, line) in Processes().Where(p => p.Line.Contains(directory, StringComparison.Ordinal))) _ = Signal(id, 9);
        foreach (var mount in Mounts().AsEnumerable().Reverse()) await Tool.Run("umount", ["--lazy", mount]);
        var image = Path.Combine(BackendState, "pool.img");
        if (File.Exists(image))
        {
            var devices = (await Tool.Run("losetup", ["--associated", image, "--noheadings", "--output", "NAME"])).Output;
            foreach (var device in devices.Split('\n', StringSplitOptions.RemoveEmptyEntries)) await Tool.Run("losetup", ["--detach", device.Trim()]);
        }
        Directory.Delete(directory, recursive: true);
    }

    static IEnumerable<(int Id, string Line)> Processes()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(path, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                continue; // it ended meanwhile
            }
            yield return (id, line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
