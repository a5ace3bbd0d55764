using System.Diagnostics;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Local on a real pool of images and a real Ganesha, with clients in network namespaces.</summary>
public sealed class LocalBackend : IBackendUnderTest, IAsyncLifetime
{
    const int PoolGib = 40;
    const long Gib = 1L << 30;

    readonly CommandFaults faults = new();
    readonly LinuxKernel kernel = new();
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

    public IFaults Faults => faults;

    public IReadOnlyList<string> Damages { get; } =
        ["unmounted", "export removed", "export file removed", "other rules", "other size", "export and mount gone"];

    public long Changes => Interlocked.Read(ref changes);

    GaneshaLayout Layout => new(Path.Combine(machine.State, "ganesha"));

    DBusSend Bus => new(commands, Layout.BusAddress);

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
            .. Names("image", PoolRoot), .. Names("snapshot", Path.Combine(PoolRoot, ".snapshots")),
            .. Names("half made", Path.Combine(PoolRoot, ".making")), .. Names("mount point", Path.Combine(machine.State, "shares")),
            .. Names("export", Layout.Exports), .. Names("export id", Layout.Ids),
        ];
        return Task.FromResult<IReadOnlyList<string>>(all);
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        if (BackendName.ToFile(share.Name) is not { } file || kernel.Look(ImageOf(file)) is not { } image) return "";
        var mounted = kernel.At(MountOf(file)) is { } seen && seen.Uuid == image.Uuid ? seen : null;
        var clients = "none";
        if (ExportId(file) is { } export && await Bus.Display(export, ct) is { End: BusEnd.Done } shown)
            clients = string.Join(' ', shown.Value!.Select(client => $"{client.To}:{(client.Writable ? "rw" : "ro")}"));
        return $"""
            size: {image.Length}
            mode: {(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(ImageOf(file)))}
            mounted: {(mounted is null ? "no" : $"{mounted.Bytes} bytes, {Mode(MountOf(file))}")}
            entries: {await Inside(file, directory => Task.FromResult(Directory.EnumerateFileSystemEntries(directory).Count()), ct)}
            export file: {File.Exists(Path.Combine(Layout.Exports, file + ".conf"))}
            clients: {clients}
            """;
    }

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        await Inside(BackendName.ToFile(share.Name)!, async directory =>
        {
            await FillInside(directory, bytes, ct);
            return true;
        }, ct);
    }

    /// <summary>Looks into a share: where it is mounted, or else somewhere for a moment.</summary>
    async Task<T> Inside<T>(string file, Func<string, Task<T>> look, CancellationToken ct)
    {
        if (kernel.At(MountOf(file))?.Uuid == kernel.Look(ImageOf(file))!.Uuid) return await look(MountOf(file));
        var inside = Directory.CreateTempSubdirectory("abaca-inside-").FullName;
        Assert.Equal(0, await kernel.Mount(ImageOf(file), inside, ImageMount.Share, ct));
        try
        {
            Assert.Equal(0, await kernel.Resize(ImageOf(file), inside, kernel.Look(ImageOf(file))!.Length, ct));
            return await look(inside);
        }
        finally
        {
            // A process that is being started has our open files for a moment.
            await Eventually.Holds(() => kernel.Unmount(inside, ImageOf(file), detach: false, ct), failed => failed != Errno.Busy, "nobody uses the share", ct);
            Directory.Delete(inside);
        }
    }

    /// <summary>Writes all that the file system takes, in ever smaller pieces, beside a file of what shall be left, which then goes.</summary>
    async Task FillInside(string directory, long bytes, CancellationToken ct)
    {
        var left = Path.Combine(directory, "left");
        File.Delete(Path.Combine(directory, "filling")); // of an earlier filling
        Assert.Equal(0, await kernel.Sync(directory, ct));
        // A little more for the bookkeeping of the last ones.
        File.OpenHandle(left, FileMode.CreateNew, FileAccess.Write, preallocationSize: bytes + (256 << 10)).Dispose();
        Assert.Equal(0, await kernel.Sync(directory, ct));
        long length = 0;
        using (var file = File.OpenHandle(Path.Combine(directory, "filling"), FileMode.Create, FileAccess.ReadWrite))
        {
            for (var piece = 16 << 20; piece >= 64 << 10; piece /= 4)
                while (IsWritten(file, new byte[piece], length))
                    length += piece;
        }
        File.Delete(left);
        Assert.Equal(0, await kernel.Sync(directory, ct));
    }

    static bool IsWritten(Microsoft.Win32.SafeHandles.SafeFileHandle file, byte[] piece, long at)
    {
        try
        {
            RandomAccess.Write(file, piece, at);
            RandomAccess.FlushToDisk(file);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var file = BackendName.ToFile(share.Name)!;
        var (mount, export, id) = (MountOf(file), Path.Combine(Layout.Exports, file + ".conf"), ExportId(file)!.Value);
        switch (how)
        {
            case "unmounted":
                Assert.Equal(0, await new LinuxKernel().Unmount(mount, ImageOf(file), detach: true, ct));
                break;
            case "export removed":
                Assert.Equal(BusEnd.Done, (await Bus.Remove(id, ct)).End);
                break;
            case "export file removed":
                File.Delete(export);
                break;
            case "other rules":
                var others = GaneshaConfig.Export(id, mount, ExportTable.PseudoOf(file), [ExportClient.Parse("0.0.0.0/0", writable: true)!]);
                await File.WriteAllTextAsync(export, others, ct);
                Assert.Equal(BusEnd.Done, (await Bus.Update(export, id, ct)).End);
                break;
            case "other size":
                Assert.Equal(0, await new LinuxKernel().Resize(ImageOf(file), mount, kernel.Look(ImageOf(file))!.Length + Gib, ct));
                break;
            case "export and mount gone":
                Assert.Equal(BusEnd.Done, (await Bus.Remove(id, ct)).End);
                Assert.Equal(0, await new LinuxKernel().Unmount(mount, ImageOf(file), detach: true, ct));
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
            new WatchedCommands(faults.Around(commands), Changed), inner => new WatchedKernel(inner, faults, Changed), wrapBus: bus => new WatchedBus(bus, faults, Changed));
        Assert.Equal(new DriverResult.Done(), await driver.Start(ct));
    }

    int? ExportId(string file) => Directory.EnumerateFiles(Layout.Ids, file + ".*")
        .Where(path => Path.GetFileNameWithoutExtension(path) == file)
        .Select(path => (int?)int.Parse(Path.GetExtension(path)[1..])).SingleOrDefault();

    static IEnumerable<string> Names(string kind, string directory) => Directory.EnumerateFileSystemEntries(directory)
        .Select(path => Path.GetFileName(path)).Where(file => file[0] != '.')
        .Select(file => $"{kind} {BackendName.FromFile(file)}");

    string ImageOf(string file) => Path.Combine(PoolRoot, file + ".img", "image");

    string MountOf(string file) => Path.Combine(machine.State, "shares", file);

    static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(path);
}
