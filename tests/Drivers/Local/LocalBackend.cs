using System.Diagnostics;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Local on a real btrfs loop file and a real Ganesha, with clients in network namespaces.</summary>
public sealed class LocalBackend : IBackendUnderTest, IAsyncLifetime
{
    const int PoolGib = 40;
    const long Gib = 1L << 30;

    readonly CommandFaultLine faults = new();
    readonly KernelBtrfs kernel = new();
    readonly LocalCommandRunner commands = new(TimeProvider.System);
    LocalMachine machine = null!;
    IShareDriver driver = null!;
    long changes;

    public string Name => "Local";

    public IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Ipv6] = "the backend listens on one address, and here it is an IPv4 one; LocalLifeTests serve over IPv6.",
    };

    public IShareDriver Driver => driver;

    public string Pool => "local";

    public string Protocol => "NFS";

    public AccessType AccessType => AccessType.Ip;

    public IReadOnlyList<IShareClient> Clients { get; private set; } = [];

    public AccessType UnsupportedAccessType => AccessType.User;

    public int BigGib => PoolGib - 1;

    public int TooBigGib => PoolGib + 1;

    public IFaultLine Faults => faults;

    public IReadOnlyList<string> Damages { get; } =
        ["unmounted", "export removed", "export file removed", "other rules", "no limit", "export and mount gone"];

    public long Changes => Interlocked.Read(ref changes);

    GaneshaLayout Layout => new(Path.Combine(machine.State, "ganesha"));

    GaneshaBus Bus => new(commands, Layout);

    string PoolRoot => Path.Combine(machine.State, "pool");

    public async ValueTask InitializeAsync()
    {
        machine = await LocalMachine.Make(CancellationToken.None);
        machine.Options["local_pool_size_gib"] = $"{PoolGib}";
        Clients = machine.Net.NfsClients();
        await StartDriver(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await driver.DisposeAsync();
        await machine.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        if (death != Death.Servers) await ((LocalDriver)driver).Abandon();
        var old = machine.Servers();
        if (death != Death.Service)
            foreach (var process in old) await process.End(TimeSpan.Zero, TimeProvider.System, ct);
        if (death != Death.Servers) await StartDriver(ct);
        await Eventually.Holds(() => Bus.Show(ct), shown => shown.End == BusEnd.Done, "Ganesha answers", ct);
        var kept = machine.Servers().SequenceEqual(old);
        Assert.Equal(death == Death.Service, kept);
    }

    public Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        List<string> all =
        [
            .. Names("subvolume", PoolRoot), .. Names("snapshot", Path.Combine(PoolRoot, ".snapshots")),
            .. Names("half reverted", Path.Combine(PoolRoot, ".reverting")), .. Names("mount point", Path.Combine(machine.State, "shares")),
            .. Names("export", Layout.Exports), .. Names("export id", Layout.Ids),
        ];
        return Task.FromResult<IReadOnlyList<string>>(all);
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        var file = BackendName.ToFile(share.Name);
        if (file is null || kernel.SubvolumeAt(Path.Combine(PoolRoot, file)) is not { } id || id == kernel.SubvolumeAt(PoolRoot)) return "";
        var path = Path.Combine(PoolRoot, file);
        var mounted = kernel.SubvolumeAt(Path.Combine(machine.State, "shares", file)) == id;
        var clients = "none";
        if (ExportId(file) is { } export && await Bus.Display(export, ct) is { End: BusEnd.Done } shown)
            clients = string.Join(' ', BusReply.Clients(shown.Text).Select(client => $"{client.To}:{(client.Writable ? "rw" : "ro")}"));
        return $"""
            limit: {kernel.Quota(PoolRoot, id)?.LimitBytes}
            mode: {(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(path))}
            entries: {Directory.EnumerateFileSystemEntries(path).Count()}
            mounted: {mounted}
            export file: {File.Exists(Path.Combine(Layout.Exports, file + ".conf"))}
            clients: {clients}
            """;
    }

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        var path = Path.Combine(PoolRoot, BackendName.ToFile(share.Name)!);
        var filling = Path.Combine(path, "filling");
        await File.WriteAllTextAsync(filling, "", ct);
        await kernel.Commit(PoolRoot, ct);
        var used = kernel.Quota(PoolRoot, kernel.SubvolumeAt(path)!.Value)!.UsedBytes;
        // Reserved blocks count like written ones; a little is left for the bookkeeping of the last ones.
        var wanted = (share.SizeGib * Gib) - used - bytes - (256 << 10);
        var run = await commands.Run(new Command(["fallocate", "--length", $"{wanted}", filling], TimeSpan.FromSeconds(30)), ct);
        Assert.False(run.Failed, run.Summary);
        await kernel.Commit(PoolRoot, ct);
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var file = BackendName.ToFile(share.Name)!;
        var (mount, export, id) = (Path.Combine(machine.State, "shares", file), Path.Combine(Layout.Exports, file + ".conf"), ExportId(file)!.Value);
        switch (how)
        {
            case "unmounted":
                Assert.Equal(0, await kernel.Unmount(mount, ct));
                break;
            case "export removed":
                Assert.Equal(BusEnd.Done, (await Bus.Remove(id, ct)).End);
                break;
            case "export file removed":
                File.Delete(export);
                break;
            case "other rules":
                var others = GaneshaConfig.Export(id, mount, ExportBook.PseudoOf(file), [ExportClient.Parse("0.0.0.0/0", writable: true)!]);
                await File.WriteAllTextAsync(export, others, ct);
                Assert.Equal(BusEnd.Done, (await Bus.Update(export, id, ct)).End);
                break;
            case "no limit":
                await kernel.Limit(PoolRoot, kernel.SubvolumeAt(Path.Combine(PoolRoot, file))!.Value, null, ct);
                break;
            case "export and mount gone":
                Assert.Equal(BusEnd.Done, (await Bus.Remove(id, ct)).End);
                Assert.Equal(0, await kernel.Unmount(mount, ct));
                Directory.Delete(mount);
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    async Task StartDriver(CancellationToken ct)
    {
        void Changed() => Interlocked.Increment(ref changes);
        driver = machine.NewDriver(
            new WatchedCommands(faults.Around(commands), Changed), inner => new WatchedBtrfs(inner, faults, Changed));
        Assert.Equal(DriverResult.Done, await driver.Start(ct));
    }

    int? ExportId(string file) => Directory.EnumerateFiles(Layout.Ids, file + ".*")
        .Where(path => Path.GetFileNameWithoutExtension(path) == file)
        .Select(path => (int?)int.Parse(Path.GetExtension(path)[1..])).SingleOrDefault();

    static IEnumerable<string> Names(string kind, string directory) => Directory.EnumerateFileSystemEntries(directory)
        .Select(path => Path.GetFileName(path)).Where(file => file[0] != '.')
        .Select(file => $"{kind} {BackendName.FromFile(file)}");
}
