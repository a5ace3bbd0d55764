using Abaca.Drivers.Dummy;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Dummy;

/// <summary>The Dummy backend with a state file, so that it outlives its driver objects.</summary>
public sealed class DummyBackend : IBackendUnderTest, IAsyncLifetime
{
    const string NoStorage = "Dummy has no storage and serves nobody; it only remembers.";

    readonly string directory = Directory.CreateTempSubdirectory("abaca-dummy-").FullName;
    readonly DummyFaults faults = new();
    DummyDriver driver = null!;

    public string Name => "Dummy";

    public IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.RealMounts] = NoStorage,
        [Showing.Ipv6] = NoStorage,
        [Showing.EnforcedSize] = "Dummy has no storage, so nobody can write beyond a share's size.",
        [Showing.ServerDeath] = "Dummy has no servers apart from the service.",
    };

    public IShareDriver Driver => driver;

    public string Pool => "pool1";

    public string Protocol => "NFS";

    public AccessType AccessType => AccessType.Ip;

    public IReadOnlyList<IShareClient> Clients => [];

    public AccessType UnsupportedAccessType => AccessType.Cert;

    public int BigGib => 900;

    public int TooBigGib => 1001;

    public IFaults Faults => faults;

    public IReadOnlyList<string> Damages => ["rules lost"];

    public long Changes => driver.Changes;

    public async ValueTask InitializeAsync() => await Restart(Death.Service, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await driver.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        driver = DummySection.Driver(directory, new()
        {
            ["dummy_pools"] = "pool1:1000,pool2:500",
            ["dummy_access_types"] = "ip,user,cephx",
            ["dummy_state_file"] = "held",
            ["dummy_clone_seconds"] = "0.2",
        });
        faults.Driver = driver;
        Assert.Equal(new DriverResult.Done(), await driver.Start(ct));
    }

    /// <summary>Read from the state file by a driver of its own, as the one under test might only pretend to keep it.</summary>
    public async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        var (shares, snapshots) = await Held(ct);
        return [.. shares.Select(share => $"share {share.Name}"), .. snapshots.Select(snapshot => $"snapshot {snapshot.Name}")];
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        var (shares, _) = await Held(ct);
        if (shares.SingleOrDefault(held => held.InstanceId == share.InstanceId) is not { } found) return "";
        var rules = found.Rules.Select(rule => $"{rule.Type} {rule.To} {rule.Level}").Order();
        return $"{found.SizeGib} GiB in {found.Pool}, {found.UsedBytes} bytes used\n{string.Join('\n', rules)}";
    }

    public Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        driver.Fill(share.InstanceId, (share.SizeGib * (1L << 30)) - bytes);
        return Task.CompletedTask;
    }

    public Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        driver.LoseRules(share.InstanceId);
        return Task.CompletedTask;
    }

    async Task<(IReadOnlyList<HeldShare> Shares, IReadOnlyList<HeldSnapshot> Snapshots)> Held(CancellationToken ct)
    {
        var copy = Directory.CreateTempSubdirectory("abaca-dummy-").FullName;
        File.Copy(Path.Combine(directory, "held"), Path.Combine(copy, "held"));
        await using var reader = DummySection.Driver(copy, new() { ["dummy_pools"] = "pool1:1000,pool2:500", ["dummy_state_file"] = "held" });
        Assert.Equal(new DriverResult.Done(), await reader.Start(ct));
        Directory.Delete(copy, recursive: true);
        return reader.Holds();
    }
}
