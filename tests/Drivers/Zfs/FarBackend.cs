using System.Diagnostics;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A backend over SSH on a file server of its own that exports by its own NFS server, as a user with the documented rules of sudo.</summary>
public abstract class FarBackend : IBackendUnderTest, IAsyncLifetime
{
    readonly CommandFaults faults = new();
    ZfsSite site = null!;
    IShareDriver driver = null!;
    long changes;

    private protected ZfsHost Host { get; private set; } = null!;

    private protected ZfsSite Site => site;

    public abstract string Name { get; }

    public abstract IReadOnlyDictionary<Showing, string> NotShown { get; }

    public IShareDriver Driver => driver;

    public abstract string Pool { get; }

    public string Protocol => "NFS";

    public AccessType AccessType => AccessType.Ip;

    public IReadOnlyList<IShareClient> Clients { get; private set; } = [];

    public AccessType UnsupportedAccessType => AccessType.User;

    public int BigGib => 30;

    public virtual int TooBigGib => throw new UnreachableException();

    public IFaults Faults => faults;

    public abstract IReadOnlyList<string> Damages { get; }

    public long Changes => Interlocked.Read(ref changes);

    /// <summary>How long the connection may be silent before it is lost.</summary>
    private protected virtual int ConnectSeconds => 5;

    /// <summary>A command line for the far shell changes something.</summary>
    private protected abstract bool IsChange(string line);

    private protected abstract Task<ZfsHost> AddHost(ZfsSite to, CancellationToken ct);

    /// <summary>Lays down the documented rules of sudo, and what else has to be there.</summary>
    private protected abstract Task SetUp(CancellationToken ct);

    private protected abstract IShareDriver NewDriver(ZfsSite on, ICommandRunner commands);

    /// <summary>The machine has booted, and the service has noticed.</summary>
    private protected virtual Task AfterBoot(CancellationToken ct) => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        site = await ZfsSite.Make(CancellationToken.None);
        Host = await AddHost(site, CancellationToken.None);
        await SetUp(CancellationToken.None);
        if (!NotShown.ContainsKey(Showing.RealMounts)) Clients = site.Net.NfsClients();
        await StartDriver(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (driver is not null) await driver.DisposeAsync();
        if (site is not null) await site.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        faults.Mend();
        if (death != Death.Servers) await driver.DisposeAsync();
        if (death != Death.Service) await Host.Reboot(ct);
        if (death != Death.Servers) await StartDriver(ct);
        if (death != Death.Service) await AfterBoot(ct);
    }

    public abstract Task<IReadOnlyList<string>> ListRaw(CancellationToken ct);

    public abstract Task<string> Describe(ShareSpec share, CancellationToken ct);

    public virtual string StoredName(SnapshotSpec snapshot) => snapshot.Name;

    public virtual string InventoryName(SnapshotSpec snapshot) => snapshot.InstanceId;

    public Task<string> OnServer(string script, CancellationToken ct) => Host.Root(ct, "sh", "-c", script);

    public abstract Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct);

    public virtual Task FillBeyond(ShareSpec share, CancellationToken ct) => FillAllBut(share, 0, ct);

    public virtual Task FillWithSmallFiles(ShareSpec share, CancellationToken ct) => FillAllBut(share, 0, ct);

    public virtual async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var path = await PathOf(share, ct);
        switch (how)
        {
            case "not exported":
                foreach (var export in (await Host.Exports(ct)).Where(export => export.Path == path)) await Host.Root(ct, "exportfs", "-u", $"{export.Client}:{path}");
                break;
            case "others let in":
                await Host.Root(ct, "exportfs", "-o", "rw,no_subtree_check,fsid=77", $"203.0.113.7:{path}");
                break;
            case "exports file gone":
                await Host.Root(ct, "sh", "-c", "rm -f /etc/exports.d/abaca-*; exportfs -r");
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    /// <summary>Where a share is on the server.</summary>
    private protected abstract Task<string> PathOf(ShareSpec share, CancellationToken ct);

    /// <summary>Writes small files into a share until one more does not fit, once little is left of it.</summary>
    private protected async Task FillWithFiles(ShareSpec share, CancellationToken ct)
    {
        const string Script = """mkdir -p "$1/small"; i=0; while echo "$i" >"$1/small/$i"; do i=$((i + 1)); done 2>/dev/null; rm -f "$1/small/$i"; echo "$i" """;
        await FillAllBut(share, 2 << 20, ct);
        var made = await Host.Root(ct, "sh", "-c", Script, "sh", await PathOf(share, ct));
        Assert.InRange(int.Parse(made.Trim(), System.Globalization.CultureInfo.InvariantCulture), 50, int.MaxValue);
    }

    /// <summary>What is exported, and what the exports file says.</summary>
    private protected async Task<IEnumerable<string>> RawExports(CancellationToken ct)
    {
        var told = (await Host.Exports(ct)).Select(export => $"export {export.Path} to {export.Client}");
        var file = await Host.Try(ct, "sh", "-c", "grep -hv '^#' /etc/exports.d/abaca-* 2>/dev/null");
        return [.. told, .. file.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"line {line}")];
    }

    /// <summary>Who is let in to a directory, without its name.</summary>
    private protected async Task<string> DescribedExports(string path, CancellationToken ct)
    {
        var entries = await Host.Root(ct, "ls", "-A", path);
        var exports = (await Host.Exports(ct)).Where(export => export.Path == path)
            .Select(export => $"{export.Client}:{(export.Options.Contains("rw") ? "rw" : "ro")}").Order();
        var lines = await Host.Try(ct, "sh", "-c", "cat /etc/exports.d/abaca-* 2>/dev/null | grep -cF \"$1 \"", "sh", path);
        return $"""
            entries: {entries.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}
            told: {string.Join(' ', exports)}
            lines: {lines.Output.Trim()}
            """;
    }

    async Task StartDriver(CancellationToken ct)
    {
        driver = NewDriver(site, new WatchedFarCommands(faults.Around(new LocalCommandRunner(TimeProvider.System)), IsChange, () => Interlocked.Increment(ref changes)));
        Assert.Equal(new DriverResult.Done(), await driver.Start(ct));
    }
}
