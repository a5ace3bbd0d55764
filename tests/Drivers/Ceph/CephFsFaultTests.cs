using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// A daemon of the cluster gets SIGKILL in the middle of a storm of calls, and is started again. Every call is repeated as the
/// service repeats it; then everything is as it should be, and nothing is left over.
/// </summary>
public sealed class CephFsFaultTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    const int Shares = 4;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mgr")]
    [InlineData("mon")]
    [InlineData("mds.0")]
    [InlineData("osd")]
    public async Task A_daemon_that_dies_in_the_middle_of_everything_leaves_nothing_half_done(string daemon)
    {
        var driver = await site.Begin(ct: Ct);
        var before = await EverythingOnTheCluster();
        var source = CephFsSite.NewShare();
        await Repeat(() => driver.Create(source, Ct));
        var snapshot = CephFsSite.NewSnapshot(source);
        await Repeat(() => driver.Snapshots!.CreateSnapshot(snapshot, Ct));

        var killed = KillSoon(daemon);
        var lives = await Task.WhenAll(Enumerable.Range(0, Shares).Select(i => Task.Run(() => Live(driver, snapshot, i), Ct)));
        await killed;
        await site.Cluster.WaitUntilReady(Ct);
        foreach (var life in lives) await life.LooksRight(site, Ct);

        killed = KillSoon(daemon);
        await Task.WhenAll(lives.SelectMany(life => life.All).Select(share => Task.Run(() => Repeat(() => driver.Delete(share, Ct)), Ct)));
        await killed;
        await site.Cluster.WaitUntilReady(Ct);
        await Repeat(() => driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        await Repeat(() => driver.Delete(source, Ct));
        Assert.Equal(before, await EverythingOnTheCluster());
        TestContext.Current.TestOutputHelper?.WriteLine($"{daemon}: {Interlocked.Read(ref repeated)} calls had to be repeated");
    }

    [Fact]
    public async Task A_call_waits_until_another_mgr_has_taken_over_from_one_that_hangs()
    {
        const int Grace = 12;
        var driver = await site.Begin(ct: Ct);
        var (share, other) = (CephFsSite.NewShare(), CephFsSite.NewShare());
        await site.Cluster.StandBy("y", Grace, Ct);
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(other, Ct));
        await site.Cluster.Signal("mgr", "STOP", Ct);
        var began = TimeProvider.System.GetTimestamp();
        var made = driver.Create(share, Ct);
        var let = driver.SetAccess(other, [CephFsSite.Rule("patient")], Ct);
        Assert.True(await made is DriverResult<CreatedShare>.Done, (await made).ToString());
        Assert.True(await let is DriverResult<IReadOnlyList<RuleOutcome>>.Done, (await let).ToString());
        TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s, the monitors waiting for {Grace} s");

        // The one that hung finds that it was replaced; the other dies, and it takes over again.
        await site.Cluster.Kill("mgr", Ct);
        await site.Cluster.Run("mgr", Ct);
        Assert.Equal(CephFsSite.Gib(1), await site.Quota(share.InstanceId, Ct));
        Assert.NotNull(await site.Caps("patient", Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(other, Ct));
        await site.Cluster.Kill("mgr.y", Ct);
        await site.Cluster.Monitor("config rm", Ct, ("who", "mon"), ("name", "mon_mgr_beacon_grace"));
        await site.Cluster.WaitUntilReady(Ct);
    }

    long repeated;

    /// <summary>What one tenant does meanwhile.</summary>
    async Task<Tenant> Live(IShareDriver driver, SnapshotSpec snapshot, int number)
    {
        var tenant = new Tenant($"tenant-{number}-{Guid.NewGuid():N}", CephFsSite.NewShare($"project-{number}"), CephFsSite.NewShare($"project-{number}"));
        await Repeat(() => driver.Create(tenant.Share, Ct));
        AccessRule[] rules = [CephFsSite.Rule(tenant.Identity), CephFsSite.Rule(tenant.Identity + "-gone")];
        await Repeat(() => driver.SetAccess(tenant.Share, rules, Ct));
        await Repeat(() => driver.Resizing!.Extend(tenant.Share, 2, Ct));
        await Repeat(() => driver.SetAccess(tenant.Share, rules[..1], Ct));
        while (true)
        {
            var copy = await Repeat(() => driver.Cloning!.CreateFromSnapshot(tenant.Copy, snapshot, Ct));
            if (copy.Ready) break;
            await Task.Delay(Pause, TimeProvider.System, Ct);
            await Repeat(() => driver.Cloning!.Progress(tenant.Copy, Ct));
        }
        await Repeat(() => driver.SetAccess(tenant.Copy, rules[..1], Ct));
        return tenant;
    }

    async Task KillSoon(string daemon)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(100, 600)), TimeProvider.System, Ct);
        await site.Cluster.Kill(daemon, Ct);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Ct);
        await site.Cluster.Run(daemon, Ct);
    }

    async Task<T> Repeat<T>(Func<Task<DriverResult<T>>> call)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var end = await call();
            if (end is DriverResult<T>.Done done) return done.Value;
            Assert.True(end is DriverResult<T>.Unclear, end.ToString());
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"still not done: {end}");
            Interlocked.Increment(ref repeated);
            await Task.Delay(Pause, TimeProvider.System, Ct);
        }
    }

    async Task Repeat(Func<Task<DriverResult>> call)
    {
        await Repeat<bool>(async () => await call() switch
        {
            DriverResult.Done => true,
            var failed => failed,
        });
    }

    /// <summary>Subvolumes with their snapshots, and identities.</summary>
    async Task<IReadOnlyList<string>> EverythingOnTheCluster()
    {
        List<string> all = [.. (await site.AllCaps(Ct)).Keys];
        foreach (var subvolume in await site.Names("fs subvolume ls", Ct))
        {
            all.Add(subvolume);
            all.AddRange(await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", subvolume)));
        }
        return [.. all.Order(StringComparer.Ordinal)];
    }

    sealed record Tenant(string Identity, ShareSpec Share, ShareSpec Copy)
    {
        public IEnumerable<ShareSpec> All => [Share, Copy];

        public async Task LooksRight(CephFsSite site, CancellationToken ct)
        {
            Assert.Equal(CephFsSite.Gib(2), await site.Quota(Share.InstanceId, ct));
            Assert.Equal(CephFsSite.Gib(1), await site.Quota(Copy.InstanceId, ct));
            Assert.Null(await site.Caps(Identity + "-gone", ct));
            var caps = (await site.Caps(Identity, ct))!;
            Assert.Equal("allow r", caps["mon"]);
            foreach (var share in All)
            {
                using var facts = await site.Facts(share.InstanceId, ct);
                var path = facts!.RootElement.GetProperty("path").GetString()!;
                Assert.Contains($"allow rw path={path}", caps["mds"].Split(',', StringSplitOptions.TrimEntries));
                var mount = await site.Client(Identity).Mount($"{site.Cluster.MonitorAddress}:{path}", ct);
                Assert.True(mount.Share is not null, mount.Said);
                await mount.Share!.DisposeAsync();
            }
        }
    }
}
