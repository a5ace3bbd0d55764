using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// Programs that a fixture runs in the foreground, by name, with their output in files. They die with the test process: the kernel
/// kills them when the thread that started them ends, so one thread starts them all and lives as long as this.
/// </summary>
/// <param name="logs">Directory for their output.</param>
sealed class Daemons(string logs) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, Process> running = new(StringComparer.Ordinal);
    readonly BlockingCollection<Action> work = [];
    Thread? starter;

    /// <summary>Fails with the package's name when a program is not on the machine.</summary>
    public static void Need(params (string Program, string Package)[] all)
    {
        var missing = all.Where(one => LocalCommandRunner.Find(one.Program) is null).Select(one => one.Package).Distinct().ToList();
        if (missing.Count > 0) throw new InvalidOperationException($"Programs are missing: apt-get install {string.Join(' ', missing)}");
    }

    /// <summary>Starts a program under a name that is free.</summary>
    public async Task Run(string name, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment, CancellationToken ct)
    {
        if (IsAlive(name)) throw new InvalidOperationException($"{name} runs already.");
        var start = new ProcessStartInfo(LocalCommandRunner.Find("setpriv") ?? throw new InvalidOperationException("setpriv is missing: apt-get install util-linux"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["--pdeathsig", "KILL", "--", LocalCommandRunner.Find(command[0]) ?? command[0], .. command.Skip(1)])
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>()) start.Environment[variable] = value;
        var process = await OnStarter(() => Process.Start(start)!).WaitAsync(ct);
        process.StandardInput.Close();
        if (running.TryRemove(name, out var dead)) dead.Dispose();
        running[name] = process;
        _ = Keep(process.StandardOutput, name);
        _ = Keep(process.StandardError, name);
    }

    /// <summary>Whether the program of that name lives.</summary>
    public bool IsAlive(string name) => running.TryGetValue(name, out var process) && !process.HasExited;

    /// <summary>Id of the process of that name.</summary>
    /// <exception cref="InvalidOperationException">It does not live.</exception>
    public int Pid(string name) => IsAlive(name) ? running[name].Id : throw new InvalidOperationException($"{name} does not run.");

    /// <summary>Sends a signal by its name, for example <c>STOP</c>.</summary>
    public async Task Signal(string name, string signal, CancellationToken ct)
    {
        var pid = Pid(name).ToString(CultureInfo.InvariantCulture);
        await Tool.Run(["kill", "-" + signal, pid], ct);
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public Task Kill(string name, CancellationToken ct) => End(name, "KILL", ct);

    /// <summary>Sends a signal that ends it, and waits until it is gone.</summary>
    public async Task End(string name, string signal, CancellationToken ct)
    {
        await Signal(name, signal, ct);
        await Gone(name, ct);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task Gone(string name, CancellationToken ct) => running[name].WaitForExitAsync(ct).WaitAsync(Patience, TimeProvider.System, ct);

    /// <summary>The last lines of what it printed.</summary>
    public string Said(string name)
    {
        using var stream = new FileStream(File(name), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(15)).Trim();
    }

    /// <summary>Kills whatever lives, by process id.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in running.Values.Where(process => !process.HasExited)) process.Kill(entireProcessTree: true);
        foreach (var process in running.Values)
        {
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            process.Dispose();
        }
        work.CompleteAdding();
        starter?.Join();
    }

    string File(string name) => Path.Combine(logs, name + ".out");

    Task<T> OnStarter<T>(Func<T> job)
    {
        if (starter is null)
        {
            starter = new Thread(() =>
            {
                foreach (var next in work.GetConsumingEnumerable()) next();
            }) { IsBackground = true, Name = "daemons" };
            starter.Start();
        }
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(job());
            }
            catch (Exception e) // handed to whoever waits
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    async Task Keep(StreamReader from, string name)
    {
        while (await from.ReadLineAsync() is { } line)
            lock (work) System.IO.File.AppendAllText(File(name), line + "\n");
    }
}
