using Abaca.Drivers.Zfs;
using Abaca.Drivers.Zfs.Setup;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Local;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A started driver on a file server, and the steps of its tests.</summary>
sealed class ZfsAtWork : IAsyncDisposable
{
    const string Section = "zfs";

    static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    ZfsAtWork(ZfsSite site, ZfsHost host, IShareDriver driver) => (Site, Host, Driver) = (site, host, driver);

    /// <summary>Its site.</summary>
    public ZfsSite Site { get; }

    /// <summary>Its file server.</summary>
    public ZfsHost Host { get; }

    /// <summary>The driver.</summary>
    public IShareDriver Driver { get; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A driver that is not started; its commands may be watched.</summary>
    public static IShareDriver NewDriver(ZfsSite site, ZfsHost host, ICommandRunner? commands, params (string Option, string Value)[] more) =>
        new ZfsDriverFactory().Create(Settings(site, host, Section, commands, more));

    /// <summary>Settings of a backend, as the service makes them of a section.</summary>
    public static BackendSettings Settings(ZfsSite site, ZfsHost host, string section, ICommandRunner? commands, params (string Option, string Value)[] more)
    {
        var options = new ZfsDriverFactory().Options;
        var values = options.Where(option => option.Default is not null).ToDictionary(option => option.Name, option => option.Default!, StringComparer.Ordinal);
        foreach (var (option, value) in host.Section(more)) values[option] = value;
        return new BackendSettings(
            section, site.State(section), values, commands ?? new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new RememberingLog());
    }

    /// <summary>Lays down the documented rules of sudo.</summary>
    public static Task LayRules(ZfsHost host, bool usesShareNfs, CancellationToken ct, string section = Section) =>
        host.SetSudoRules(new ZfsHostSetup(ZfsHost.User, section, usesShareNfs).Sudoers(), ct);

    /// <summary>Starts with an exports file on a server of the kind.</summary>
    public static async Task<ZfsAtWork> Begin(Func<ZfsSite, Task<ZfsHost>> server, int connectSeconds)
    {
        var site = await ZfsSite.Make(Ct);
        try
        {
            var host = await server(site);
            await LayRules(host, usesShareNfs: false, Ct);
            var driver = NewDriver(site, host, null, ("zfs_share_helpers", "NFS=NFSviaExportsFile"), ("ssh_conn_timeout", $"{connectSeconds}"));
            Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
            return new ZfsAtWork(site, host, driver);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>A share that is not made yet.</summary>
    public static ShareSpec NewShare(int gib = 1)
    {
        var id = Guid.NewGuid().ToString();
        return new ShareSpec(id, Guid.NewGuid().ToString(), $"share-{id}", "project", ZfsHost.Pool, "NFS", gib, Nothing, Nothing, Nothing);
    }

    /// <summary>A snapshot that is not taken yet.</summary>
    public static SnapshotSpec NewSnapshot(ShareSpec share)
    {
        var id = Guid.NewGuid().ToString();
        return new SnapshotSpec(id, Guid.NewGuid().ToString(), $"share-snapshot-{id}", share, share.SizeGib, Nothing);
    }

    /// <summary>A rule for an address.</summary>
    public static AccessRule Rule(string address, AccessLevel level = AccessLevel.Rw) => new(Guid.NewGuid().ToString(), AccessType.Ip, address, level);

    /// <summary>Where a share is on the server.</summary>
    public static string DatasetOf(ShareSpec share) => $"{share.Pool}/manila_share_{share.InstanceId.Replace('-', '_')}";

    /// <summary>Makes a share; answers with its export.</summary>
    public async Task<string> Make(ShareSpec share)
    {
        var made = Assert.IsType<DriverResult<CreatedShare>.Done>(await Driver.Create(share, Ct));
        return made.Value.Exports[0].Path;
    }

    /// <summary>Makes these the rules of a share.</summary>
    public async Task Allow(ShareSpec share, params AccessRule[] rules)
    {
        var set = Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await Driver.SetAccess(share, rules, Ct));
        Assert.All(set.Value, outcome => Assert.Null(outcome.Refused));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        await Site.DisposeAsync();
    }
}
