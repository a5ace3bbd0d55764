using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>What a server needs from the service.</summary>
/// <param name="Commands">Runs programs on this machine.</param>
/// <param name="Clock">The time.</param>
/// <param name="Log">For the operator.</param>
public sealed record GaneshaHost(ICommandRunner Commands, TimeProvider Clock, IDriverLog Log);

/// <summary>What came of starting Ganesha.</summary>
/// <param name="Serving">It answers.</param>
/// <param name="CannotBind">It could not listen: the port is taken or the address is not this machine's.</param>
/// <param name="Text">Why not, in Ganesha's words.</param>
public sealed record GaneshaStart(bool Serving, bool CannotBind = false, string Text = "");

/// <summary>
/// One NFS-Ganesha and its private message bus: adopted when they still run from the service's earlier life, started
/// when not, and started again when they die or hang. Both outlive the service unless <see cref="Stop"/> is called.
/// </summary>
public sealed class GaneshaServer(
    GaneshaLayout layout, ListenAddress listen, ExportTable table, IGaneshaBus bus, GaneshaHost host) : IAsyncDisposable
{
    const string Program = "ganesha.nfsd";
    const string BusProgram = "dbus-daemon";
    const long LongestLog = 16 << 20;

    static readonly TimeSpan Watching = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LaunchTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Ganesha loads its exports one after the other (500 in two seconds, thousands in minutes).</summary>
    static readonly TimeSpan LoadTimeout = TimeSpan.FromMinutes(5);

    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim gate = new(1);
    readonly CancellationTokenSource stopWatching = new();
    readonly GaneshaPulse pulse = new(listen, bus, host.Clock);
    readonly SecondLoopback second = new(listen, host.Commands, host.Log);
    Task? watch;
    RunningProcess? server;
    RunningProcess? messageBus;

    /// <summary>Ganesha and its bus both live.</summary>
    public bool IsAlive => server is { IsAlive: true } && messageBus is { IsAlive: true };

    /// <summary>Serves the table's exports. What they export must be mounted already.</summary>
    public async Task<GaneshaStart> Start(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (!IsAlive && !await Adopt(ct) && await LaunchAlone(ct) is { Serving: false } failed) return failed;
            pulse.Reset();
            watch ??= Task.Run(Watch, CancellationToken.None);
            return new GaneshaStart(true);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>When a call got no answer: waits for a restart that is under way, or does one. True when Ganesha lives.</summary>
    public async Task<bool> Revive(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return IsAlive || (watch is not null && (await LaunchAlone(ct)).Serving);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends Ganesha and its bus.</summary>
    public async Task Stop(CancellationToken ct)
    {
        await Leave();
        await EndAll(StopTimeout, ct);
    }

    /// <summary>Stops watching; Ganesha goes on.</summary>
    public async Task Leave()
    {
        await stopWatching.CancelAsync();
        if (watch is not null) await watch;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Leave();
        stopWatching.Dispose();
        gate.Dispose();
    }

    /// <summary>
    /// A Ganesha of an earlier life is kept when it was started with the very configuration of today, holds the lock on its pid file that
    /// every Ganesha takes, sees what we mount, and answers on a bus whose process holds the socket.
    /// </summary>
    async Task<bool> Adopt(CancellationToken ct)
    {
        var (servers, buses) = (Servers(), Buses());
        if (servers.Count != 1 || buses.Count != 1 || !servers[0].HoldsLock(layout.PidFile) || !servers[0].SharesMounts) return false;
        if (!BusSocket.IsHeldBy(buses[0], layout.BusSocket) || WholeFile.Read(layout.MainConfig) != GaneshaConfig.Main(layout, listen)) return false;
        var shown = await bus.Show(ct);
        if (shown.End != BusEnd.Done) return false;
        var adopted = await table.Adopt(shown.Value!, ct);
        if (adopted.End != BusEnd.Done) return false;
        (server, messageBus) = (servers[0], buses[0]);
        host.Log.Say($"Took over the running NFS-Ganesha (process {servers[0].Id}).");
        return true;
    }

    Task<GaneshaStart> LaunchAlone(CancellationToken ct) => second.While(() => Launch(ct), ct);

    async Task<GaneshaStart> Launch(CancellationToken ct)
    {
        await EndAll(TimeSpan.Zero, ct);
        Prepare();
        var logStart = File.Exists(layout.Log) ? new FileInfo(layout.Log).Length : 0;
        var started = await host.Commands.Run(
            new Command([BusProgram, $"--config-file={layout.BusConfig}", "--fork", "--nopidfile"], LaunchTimeout), ct);
        if (started.Failed) return new GaneshaStart(false, Text: started.Summary);
        BusSocket.Close(layout.BusSocket);

        started = await host.Commands.Run(
            new Command(
                ["env", $"DBUS_SYSTEM_BUS_ADDRESS={layout.BusAddress}", .. listen.Enter, Program,
                    "-f", layout.MainConfig, "-L", layout.Log, "-p", layout.PidFile, "-N", "EVENT"],
                LaunchTimeout),
            ct);
        if (started.Failed) return new GaneshaStart(false, Text: started.Summary);
        return await FirstAnswer(ct) ?? Failure(logStart);
    }

    /// <summary>Waits until the new Ganesha answers; null when it died or the time is up.</summary>
    async Task<GaneshaStart?> FirstAnswer(CancellationToken ct)
    {
        var since = host.Clock.GetTimestamp();
        var pause = FirstLook;
        do
        {
            var shown = await bus.Show(ct);
            if (shown.End == BusEnd.Done && Servers() is [var one, ..] && Buses() is [var other, ..])
            {
                table.Started(shown.Value!.Keys);
                (server, messageBus) = (one, other);
                host.Log.Say($"NFS-Ganesha serves {listen.Address} port {listen.Port} (process {one.Id}).");
                return new GaneshaStart(true);
            }
            await Task.Delay(pause, host.Clock, ct);
            pause = pause * 1.5 < LongestLook ? pause * 1.5 : LongestLook;
        }
        while (Servers().Count > 0 && host.Clock.GetElapsedTime(since) < LoadTimeout);
        return null;
    }

    void Prepare()
    {
        Directory.CreateDirectory(layout.Recovery);
        foreach (var closed in new[] { layout.Directory, Path.GetDirectoryName(layout.BusSocket)! })
        {
            Directory.CreateDirectory(closed);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        WholeFile.Write(layout.MainConfig, GaneshaConfig.Main(layout, listen));
        WholeFile.Write(layout.BusConfig, GaneshaConfig.Bus(layout));
        table.WriteIndex();
        File.Delete(layout.BusSocket);
        if (File.Exists(layout.Log) && new FileInfo(layout.Log).Length > LongestLog) File.Move(layout.Log, layout.Log + ".1", overwrite: true);
    }

    GaneshaStart Failure(long logStart)
    {
        if (!File.Exists(layout.Log)) return new GaneshaStart(false, Text: "NFS-Ganesha ended without a word.");
        using var log = File.Open(layout.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Min(logStart, log.Length);
        using var reader = new StreamReader(log);
        var lines = reader.ReadToEnd().Split('\n');
        var cannotBind = lines.Any(line => line.Contains("Bind_sockets") && line.Contains(":FATAL :"));
        return new GaneshaStart(false, cannotBind, $"NFS-Ganesha did not start: {Why(lines)} (log: {layout.Log})");
    }

    /// <summary>What it complained about, the grave things first; what it only remarks when it complained about nothing.</summary>
    static string Why(IReadOnlyList<string> lines)
    {
        foreach (var level in (string[])[":FATAL :", ":CRIT :", ":MAJ :", ":WARN :"])
        {
            var said = lines.Where(line => line.Contains(level, StringComparison.Ordinal) && !line.Contains("Server exiting", StringComparison.Ordinal)).ToList();
            if (said.Count > 0) return Cause.In(string.Join('\n', said));
        }
        return Cause.In(string.Join('\n', lines.TakeLast(3)));
    }

    async Task Watch()
    {
        var failures = 0;
        var look = new NextLook(bus, host.Clock);
        try
        {
            while (true)
            {
                var pause = failures == 0 ? Watching : TimeSpan.FromSeconds(Math.Min(1 << failures, LongestPause.TotalSeconds));
                await look.Wait(pause, () => IsAlive, stopWatching.Token);
                if (Trouble() is not { } trouble) continue;
                failures = await Restart(trouble) ? 0 : Math.Min(failures + 1, 5);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops; Ganesha's fate is decided there.
        }
    }

    /// <summary>Why it has to be started again; null when all is well.</summary>
    string? Trouble() => IsAlive ? pulse.Hangs(server!, stopWatching.Token) is { } how ? $"NFS-Ganesha hangs. {how}" : null : "NFS-Ganesha has died";

    async Task<bool> Restart(string trouble)
    {
        await gate.WaitAsync(stopWatching.Token);
        try
        {
            if (Trouble() is null) return true;
            host.Log.Warn($"{trouble}; starting it again with all exports.");
            var started = await LaunchAlone(stopWatching.Token);
            if (started.Serving) pulse.Reset();
            if (!started.Serving) host.Log.Warn(started.Text);
            return started.Serving;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            host.Log.Warn($"NFS-Ganesha could not be started again: {problem.Message}");
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    async Task EndAll(TimeSpan patience, CancellationToken ct)
    {
        foreach (var process in Servers()) await process.End(patience, host.Clock, ct);
        foreach (var process in Buses()) await process.End(patience, host.Clock, ct);
    }

    IReadOnlyList<RunningProcess> Servers() => RunningProcess.Find(Program, layout.MainConfig);

    IReadOnlyList<RunningProcess> Buses() => RunningProcess.Find(BusProgram, layout.BusConfig);
}
