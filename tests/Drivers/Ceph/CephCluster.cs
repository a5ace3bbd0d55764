using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Abaca.Drivers.Rados;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// A real Ceph cluster of one monitor, one mgr, one OSD on a sparse file and one MDS for each file system, in a directory of its own.
/// Daemons are called <c>mon</c>, <c>mgr</c>, <c>osd</c> and <c>mds.0</c>, <c>mds.1</c>, …; they die with the test process.
/// </summary>
public sealed class CephCluster : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(180); // a busy machine; three seconds on an idle one
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    readonly CephClusterConfig config;
    readonly CephClusterPorts ports;
    readonly Daemons daemons;
    readonly ConcurrentQueue<string> fileSystems = []; // the n-th has the MDS mds.n

    CephCluster(CephClusterConfig config, CephClusterPorts ports)
    {
        (this.config, this.ports) = (config, ports);
        daemons = new Daemons(config.In("log"));
        Admin = new RadosCluster(Settings("admin"), TimeProvider.System);
    }

    /// <summary>The cluster's directory; whoever uses the fixture may put files there.</summary>
    public string Directory => config.Directory;

    /// <summary>Path of ceph.conf; it finds the keyring of every identity made with <see cref="MakeUser"/>.</summary>
    public string ConfigPath => config.Path;

    /// <summary>Address of all daemons.</summary>
    public string Address => config.Address;

    /// <summary>Address and port of the monitor as export paths name it.</summary>
    public string MonitorAddress => string.Create(CultureInfo.InvariantCulture, $"{config.Address}:{config.Port + 1}");

    /// <summary>The cluster as <c>client.admin</c>.</summary>
    public IRadosCluster Admin { get; }

    /// <summary>Starts a cluster; it is healthy and its volumes module answers.</summary>
    /// <exception cref="InvalidOperationException">A package is missing, or it did not come up; the message says which or why.</exception>
    public static async Task<CephCluster> Start(CephClusterOptions? options = null, CancellationToken ct = default)
    {
        options ??= new CephClusterOptions();
        Daemons.Need(
            ("ceph-mon", "ceph-mon"), ("ceph-mgr", "ceph-mgr"), ("ceph-osd", "ceph-osd"), ("ceph-mds", "ceph-mds"), ("monmaptool", "ceph-common"),
            ("setpriv", "util-linux"));
        var directory = await CephClusterDirectory.Make(ct);
        var taken = CephClusterPorts.Take(options.Address);
        var cluster = new CephCluster(new CephClusterConfig(directory, options.Address, taken.FirstPort), taken);
        try
        {
            await cluster.Make(options, ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach this cluster as an identity that has a keyring here.</summary>
    public RadosSettings Settings(string user) => new(config.Path, "ceph", user, TimeSpan.FromSeconds(15));

    /// <summary>Path of an identity's keyring, which exists for those made with <see cref="MakeUser"/>.</summary>
    public string Keyring(string user) => config.Keyring("client." + user);

    /// <summary>Makes an identity, or changes its caps, writes its keyring, and answers with its key.</summary>
    /// <param name="user">Without <c>client.</c>.</param>
    /// <param name="caps">For example <c>("mon", "allow r")</c>.</param>
    /// <param name="ct">Gives up.</param>
    public Task<string> MakeUser(string user, IReadOnlyList<(string Daemon, string Cap)> caps, CancellationToken ct = default) =>
        MakeEntity("client." + user, caps, ct);

    /// <summary>The key of an identity, whoever made it; null when there is none.</summary>
    public async Task<string?> Key(string user, CancellationToken ct = default)
    {
        var answer = await Admin.Monitor(new RadosCommand("auth get-key", new Dictionary<string, object> { ["entity"] = "client." + user }, Patience), ct);
        return answer.Succeeded ? answer.Output.Trim() : null;
    }

    /// <summary>Asks the monitors as the administrator and answers with their output (JSON where there is any).</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> Monitor(string prefix, CancellationToken ct, params (string Name, object Value)[] arguments) =>
        Output(await Admin.Monitor(Command(prefix, arguments), ct));

    /// <summary>Asks the mgr as the administrator and answers with its output (JSON where there is any).</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> Manager(string prefix, CancellationToken ct, params (string Name, object Value)[] arguments) =>
        Output(await Admin.Manager(Command(prefix, arguments), ct));

    /// <summary>SIGKILL of a daemon; it is gone on return.</summary>
    public Task Kill(string daemon, CancellationToken ct = default) => daemons.Kill(daemon, ct);

    /// <summary>Sends a daemon a signal by its name, for example <c>STOP</c>.</summary>
    public Task Signal(string daemon, string signal, CancellationToken ct = default) => daemons.Signal(daemon, signal, ct);

    /// <summary>Whether a daemon lives.</summary>
    public bool IsAlive(string daemon) => daemons.IsAlive(daemon);

    /// <summary>Starts a dead daemon; returns at once (see <see cref="WaitUntilReady"/>).</summary>
    public Task Run(string daemon, CancellationToken ct = default)
    {
        var (program, id) = daemon.Split('.') switch
        {
            ["mon"] => ("ceph-mon", "a"),
            ["mgr"] => ("ceph-mgr", "x"), // in the foreground: without a standard error its module for volumes fails to authorize
            ["mgr", var further] => ("ceph-mgr", further),
            ["osd"] => ("ceph-osd", "0"),
            ["mds", var number] => ("ceph-mds", "m" + number),
            _ => throw new ArgumentException($"No daemon is called {daemon}.", nameof(daemon)),
        };
        return daemons.Run(daemon, [program, "-c", config.Path, "-i", id, "-f"], environment: null, ct);
    }

    /// <summary>Starts a mgr <c>mgr.NAME</c> that stands by, and has the monitors miss an active one that is silent after so many seconds.</summary>
    public async Task StandBy(string name, int grace, CancellationToken ct = default)
    {
        await Monitor("config set", ct, ("who", "mon"), ("name", "mon_mgr_beacon_grace"), ("value", $"{grace}"));
        await MakeEntity("mgr." + name, [("mon", "allow profile mgr"), ("osd", "allow *"), ("mds", "allow *")], ct);
        await Run("mgr." + name, ct);
        while (!(await Monitor("mgr dump", ct)).Contains($"\"name\":\"{name}\"", StringComparison.Ordinal)) await Task.Delay(Pause, TimeProvider.System, ct);
    }

    /// <summary>Makes a further file system with pools and an MDS; on return it is active.</summary>
    public async Task CreateFileSystem(string name, CancellationToken ct = default)
    {
        await DeclareFileSystem(name, ct);
        await WaitUntilReady(ct);
    }

    /// <summary>Waits until the cluster is healthy, every file system has its MDS and the mgr's volumes module answers.</summary>
    public async Task WaitUntilReady(CancellationToken ct = default)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await State(ct) is { } lacking)
        {
            if (TimeProvider.System.GetElapsedTime(began) > ReadyPatience)
                throw new InvalidOperationException($"The cluster is not ready after {ReadyPatience.TotalSeconds:0} s: {lacking}");
            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    /// <summary>Ends all daemons and removes the directory, mounts in it first.</summary>
    public async ValueTask DisposeAsync()
    {
        await Admin.DisposeAsync();
        await daemons.DisposeAsync();
        await CephClusterDirectory.Remove(config.Directory);
        ports.Dispose();
    }

    async Task Make(CephClusterOptions options, CancellationToken ct)
    {
        await config.Write(ct);
        await Tool.Run(["monmaptool", "--create", "--fsid", $"{config.Id:D}", "--addv", "a", config.Monitor, config.In("monmap")], ct);
        await Tool.Run(
            ["ceph-mon", "-c", config.Path, "--mkfs", "-i", "a", "--monmap", config.In("monmap"), "--keyring", config.In("keys/mon.keyring")], ct);
        var osd = Guid.NewGuid().ToString("D");
        await Run("mon", ct);
        await Run("mgr", ct);
        var osdMade = Tool.Run(["ceph-osd", "-c", config.Path, "--no-mon-config", "-i", "0", "--mkfs", "--osd-uuid", osd], ct);
        await Monitor("osd new", ct, ("uuid", osd));
        foreach (var name in options.FileSystems) await DeclareFileSystem(name, ct);
        foreach (var pool in options.Pools) await MakePool(pool, ct);
        await Monitor("health mute", ct, ("code", "MGR_MODULE_ERROR"), ("sticky", true));
        await osdMade;
        await Run("osd", ct);
        await WaitUntilReady(ct);
    }

    async Task DeclareFileSystem(string name, CancellationToken ct)
    {
        var number = fileSystems.Count;
        await MakePool(name + "_metadata", ct, tagged: false);
        await MakePool(name + "_data", ct, tagged: false);
        await Monitor("fs new", ct, ("fs_name", name), ("metadata", name + "_metadata"), ("data", name + "_data"));
        await Monitor("fs set", ct, ("fs_name", name), ("var", "standby_count_wanted"), ("val", "0")); // else it is unhealthy without one
        // The least there is: so long a mgr that died at once after its start holds up the next one, because nobody knows its address yet.
        await Monitor("fs set", ct, ("fs_name", name), ("var", "session_timeout"), ("val", "30"));
        await MakeEntity(
            $"mds.m{number}", [("mon", "allow profile mds"), ("mgr", "allow profile mds"), ("osd", "allow *"), ("mds", "allow *")], ct);
        await Run($"mds.{number}", ct);
        fileSystems.Enqueue(name);
    }

    async Task MakePool(string pool, CancellationToken ct, bool tagged = true)
    {
        await Monitor("osd pool create", ct, ("pool", pool), ("pg_num", 4));
        if (tagged) await Monitor("osd pool application enable", ct, ("pool", pool), ("app", "nfs"));
    }

    async Task<string> MakeEntity(string entity, IReadOnlyList<(string Daemon, string Cap)> caps, CancellationToken ct)
    {
        var list = caps.SelectMany(one => new[] { one.Daemon, one.Cap }).ToList();
        var made = await Admin.Monitor(Command("auth get-or-create", [("entity", entity), ("caps", list)]), ct);
        if (!made.Succeeded) await Monitor("auth caps", ct, ("entity", entity), ("caps", list)); // it exists with others
        var key = (await Admin.Monitor(new RadosCommand("auth get-key", new Dictionary<string, object> { ["entity"] = entity }, Patience), ct)).Output.Trim();
        await File.WriteAllTextAsync(config.Keyring(entity), CephClusterConfig.KeyringEntry(entity, key), ct);
        return key;
    }

    /// <summary>What is missing, or null.</summary>
    async Task<string?> State(CancellationToken ct)
    {
        foreach (var daemon in (string[])["mon", "mgr", "osd", .. Enumerable.Range(0, fileSystems.Count).Select(number => $"mds.{number}")])
            if (!daemons.IsAlive(daemon)) return $"{daemon} has died: {daemons.Said(daemon)}";
        try
        {
            return await Lacking(ct);
        }
        catch (InvalidOperationException e)
        {
            return e.Message; // no answer yet
        }
    }

    async Task<string?> Lacking(CancellationToken ct)
    {
        // First what only living daemons can answer: monitors that were down remember dead ones as alive.
        foreach (var fileSystem in fileSystems)
        {
            var groups = await Admin.Manager(Command("fs subvolumegroup ls", [("vol_name", fileSystem)]), ct);
            if (!groups.Succeeded) return groups.Status;
        }
        using var health = JsonDocument.Parse(await Monitor("health", ct));
        if (health.RootElement.GetProperty("status").GetString() != "HEALTH_OK") return health.RootElement.GetRawText();
        using var mgr = JsonDocument.Parse(await Monitor("mgr stat", ct));
        if (!mgr.RootElement.GetProperty("available").GetBoolean()) return "no active mgr";
        using var osd = JsonDocument.Parse(await Monitor("osd stat", ct));
        if (osd.RootElement.GetProperty("num_up_osds").GetInt32() == 0) return "no OSD is up";
        using var fs = JsonDocument.Parse(await Monitor("fs dump", ct));
        foreach (var one in fs.RootElement.GetProperty("filesystems").EnumerateArray())
            if (!one.GetProperty("mdsmap").GetProperty("info").EnumerateObject().Any(mds => mds.Value.GetProperty("state").GetString() == "up:active"))
                return $"no active MDS for {one.GetProperty("mdsmap").GetProperty("fs_name").GetString()}";
        return await Admin.Capacity(ct) is null ? "nobody has counted the space" : null;
    }

    static RadosCommand Command(string prefix, (string Name, object Value)[] arguments)
    {
        var all = arguments.ToDictionary(one => one.Name, one => one.Value);
        all["format"] = "json";
        return new RadosCommand(prefix, all, Patience);
    }

    static string Output(RadosAnswer answer) =>
        answer.Succeeded ? answer.Output : throw new InvalidOperationException($"{answer.End} {answer.Error}: {answer.Status}");
}
