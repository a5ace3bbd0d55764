using System.Net.Sockets;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// Shares on this machine: each an image with a file system of its own, exported over NFSv4 by a Ganesha of the driver's own. Each file of
/// this class holds one ability.
/// </summary>
sealed partial class LocalDriver : IShareDriver
{
    const long Gib = 1L << 30;

    static readonly TimeSpan BetweenGrowths = TimeSpan.FromSeconds(10);
    static readonly int MountsAtOnce = 4 * Environment.ProcessorCount;

    readonly BackendSettings settings;
    readonly LocalOptions options;
    readonly IKernel kernel;
    readonly ImagePool pool;
    readonly ExportTable exports;
    readonly GaneshaLayout layout;
    readonly IGaneshaBus bus;
    readonly DirectBus connection;
    readonly KeyedLock locks = new();
    readonly SemaphoreSlim starting = new(1);
    readonly CancellationTokenSource ending = new();

    GaneshaServer? server;
    FileStream? ownership;
    FileStream? poolOwnership;
    Task? growth;
    int port;
    string? opened;
    bool started;

    public LocalDriver(BackendSettings settings, LocalOptions options, IKernel kernel, Func<IGaneshaBus, IGaneshaBus>? wrap = null)
    {
        (this.settings, this.options, this.kernel) = (settings, options, kernel);
        pool = new ImagePool(options, settings, kernel);
        layout = new GaneshaLayout(Path.Combine(settings.StateDirectory, "ganesha"));
        connection = new DirectBus(layout.BusAddress, settings.Clock);
        bus = wrap is null ? connection : wrap(connection);
        exports = new ExportTable(layout, bus, IsMounted);
    }

    string Mounts => Path.Combine(settings.StateDirectory, "shares");

    string PortFile => Path.Combine(settings.StateDirectory, "nfs_port");

    /// <inheritdoc/>
    public async Task<DriverResult> Start(CancellationToken ct = default)
    {
        await starting.WaitAsync(ct);
        try
        {
            if (started) return new DriverResult.Done();
            await Prerequisites.LoadLoopDevices(settings.Commands, ct);
            if (Prerequisites.Missing(options) is { } missing)
                return new DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, missing));
            if (!Own())
                return new DriverResult.Unclear($"Another process serves {settings.StateDirectory}; two cannot share a backend.");
            await pool.Open(ct);
            if (!pool.IsLoop && (poolOwnership ??= Lock(Path.Combine(pool.Root, ".lock"))) is null)
                return new DriverResult.Unclear($"Another backend serves the pool {pool.Root}; two cannot share one. Give each section a local_pool_path of its own.");
            await pool.Prepare(ct);
            exports.Open();
            await MoveFirstPool(ct);
            await MountExports(ct);
            await Serve(ct);
            opened = IdentityOfPool();
            growth ??= Task.Run(GrowNowAndThen, CancellationToken.None);
            started = true;
            return new DriverResult.Done();
        }
        catch (StoppedException stopped)
        {
            return stopped.End;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new DriverResult.Unclear(problem.Message);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc/>
    public Task<DriverResult<BackendReport>> Report(CancellationToken ct = default)
    {
        if (!started) return Task.FromResult<DriverResult<BackendReport>>(NotStarted);
        if (PoolTrouble() is { } trouble) return Task.FromResult<DriverResult<BackendReport>>(new DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, trouble)));
        var (total, free) = pool.Measure();
        var report = new PoolReport(settings.Section, (double)total / Gib, (double)free / Gib)
        {
            ThinProvisioning = true,
            SnapshotSupport = true,
            CreateShareFromSnapshotSupport = true,
            RevertToSnapshotSupport = true,
            Ipv4Support = options.ExportAddress.AddressFamily == AddressFamily.InterNetwork,
            Ipv6Support = options.ExportAddress.AddressFamily == AddressFamily.InterNetworkV6,
        };
        return Task.FromResult<DriverResult<BackendReport>>(new BackendReport("Abaca", "1.0", "NFS", [report]));
    }

    /// <summary>Stops serving, unless <c>local_keep_serving</c> says otherwise.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested) return;
        await StopActing();
        if (!options.KeepServing) await StopServing();
        if (server is not null) await server.DisposeAsync();
        connection.Dispose();
        if (poolOwnership is not null) await poolOwnership.DisposeAsync();
        if (ownership is not null) await ownership.DisposeAsync();
    }

    /// <summary>Stops all that acts by itself and touches nothing else, like a kill -9 of the service.</summary>
    internal async Task Abandon()
    {
        await StopActing();
        connection.Dispose();
        if (poolOwnership is not null) await poolOwnership.DisposeAsync();
        if (ownership is not null) await ownership.DisposeAsync();
    }

    async Task StopActing()
    {
        await ending.CancelAsync();
        if (server is not null) await server.Leave();
        if (growth is not null) await growth;
    }

    async Task StopServing()
    {
        // What another process of the service serves is not ours to stop.
        if (ownership is null || server is null) return;
        await server.Stop(CancellationToken.None);
        if (Directory.Exists(Mounts))
            foreach (var mount in Directory.EnumerateDirectories(Mounts))
                await kernel.Unmount(mount, PathsOf(Path.GetFileName(mount)).Image, detach: true);
        await pool.Close(CancellationToken.None);
    }

    bool Own() => (ownership ??= Lock(Path.Combine(settings.StateDirectory, "lock"))) is not null;

    /// <summary>
    /// The lock ends with the process, however it ends. Null: another has it. Opened for reading only: a file system with a file that is open for
    /// writing cannot be made read-only.
    /// </summary>
    static FileStream? Lock(string file)
    {
        try
        {
            return File.Open(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What the first release left must not be served any more while it is moved.</summary>
    async Task MoveFirstPool(CancellationToken ct)
    {
        var first = new FirstPool(pool, settings, kernel);
        if (!first.IsThere) return;
        await using (var old = ServerOn(0)) await old.Stop(ct);
        if (Directory.Exists(Mounts))
            foreach (var mount in Directory.EnumerateDirectories(Mounts))
                await kernel.Unmount(mount, null, detach: true, ct);
        await first.Move(ct);
    }

    async Task Serve(CancellationToken ct)
    {
        var asked = options.NfsPort != 0 ? options.NfsPort : RememberedPort();
        var outcome = await StartServer(asked ?? FreePort(), ct);
        var mayMove = options.NfsPort == 0 && exports.Names().Count == 0;
        if (outcome.CannotBind && mayMove) outcome = await StartServer(FreePort(), ct);
        if (outcome.Serving) return;
        throw outcome.CannotBind
            ? StoppedException.Refused(MessageDetail.BackendNotReady, CannotListen())
            : new StoppedException(new DriverResult.Unclear(outcome.Text));
    }

    async Task<GaneshaStart> StartServer(int wanted, CancellationToken ct)
    {
        if (server is not null) await server.DisposeAsync();
        port = wanted;
        server = ServerOn(port);
        var outcome = await server.Start(ct);
        if (outcome.Serving) await File.WriteAllTextAsync(PortFile, port.ToString(), ct);
        return outcome;
    }

    GaneshaServer ServerOn(int listenPort) => new(
        layout, new ListenAddress(options.ExportAddress.ToString(), listenPort, options.ExportNamespace), exports, bus,
        new GaneshaHost(settings.Commands, settings.Clock, settings.Log));

    int? RememberedPort() => File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), out var known) ? known : null;

    int FreePort()
    {
        if (options.ExportNamespace is not null) return NfsPorts.Standard;
        return NfsPorts.FirstFree(options.ExportAddress)
            ?? throw StoppedException.Refused(MessageDetail.BackendNotReady, CannotListen());
    }

    string CannotListen() =>
        $"NFS cannot listen on {options.ExportAddress} port {port}: another server has the port, or the address is not this machine's "
        + $"(ss -ltnp shows who listens). Stop that server, or set {LocalOptions.PortOption} to a free port; "
        + "clients of another port than 2049 mount with -o port=N.";

    async Task GrowNowAndThen()
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenGrowths, settings.Clock, ending.Token);
                await GrowOnce();
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    async Task GrowOnce()
    {
        try
        {
            await ReopenPool(ending.Token);
            await pool.Grow(0, ending.Token);
            await ReopenClosed(ending.Token);
        }
        catch (Exception problem) when (problem is StoppedException or IOException or UnauthorizedAccessException)
        {
            settings.Log.Warn($"The pool could not grow, or a share not be mounted anew: {problem.Message}");
        }
    }

    static DriverResult NotStarted => new DriverResult.Unclear("The backend has not been started.");
}
