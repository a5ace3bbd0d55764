using System.Globalization;
using Abaca.Drivers.Rados;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>librados and libcephfs against a real cluster that is stopped, killed and started again.</summary>
public sealed class RadosClusterTests(CephClusterOfAClass fixture) : IClassFixture<CephClusterOfAClass>
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Ample = TimeSpan.FromSeconds(120); // a mgr that starts on a busy machine

    static CancellationToken Token => TestContext.Current.CancellationToken;

    CephCluster Cluster => fixture.Cluster;

    [Fact]
    public async Task Monitors_mgr_and_MDS_answer()
    {
        await using var rados = Connect("admin");
        var monitor = await rados.Monitor(Command("fs ls", Ample, ("format", "json")), Token);
        Assert.True(monitor.Succeeded, monitor.Status);
        Assert.Contains("\"name\":\"cephfs\"", monitor.Output, StringComparison.Ordinal);
        var manager = await rados.Manager(Command("fs subvolume create", Ample, ("vol_name", "cephfs"), ("sub_name", "täst"), ("size", 1L << 20)), Token);
        Assert.True(manager.Succeeded, manager.Status);
        var missing = await rados.Manager(Command("fs subvolume info", Ample, ("vol_name", "cephfs"), ("sub_name", "none")), Token);
        Assert.Equal((RadosEnd.Answered, 2), (missing.End, missing.Error));
        Assert.Contains("'none' does not exist", missing.Status, StringComparison.Ordinal);
        foreach (var mds in (string[])["cephfs:0", "*", "m0"])
        {
            var sessions = await rados.MetadataServer(mds, Command("session ls", Ample, ("format", "json")), Token);
            Assert.True(sessions.Succeeded, $"{mds}: {sessions.Error} {sessions.Status}");
            Assert.StartsWith("[", sessions.Output.Trim(), StringComparison.Ordinal);
        }
        var capacity = await rados.Capacity(Token);
        Assert.InRange(capacity!.TotalBytes, 4L << 30, 5L << 30);
        Assert.InRange(capacity.FreeBytes, 1L << 30, capacity.TotalBytes);
    }

    [Fact]
    public async Task A_mgr_that_hangs_holds_up_nobody_else()
    {
        await using var rados = Connect("admin");
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.Signal("mgr", "STOP", Token);
        try
        {
            var hanging = Volumes(rados, Soon);
            Assert.True((await Health(rados)).Succeeded);
            var answer = await hanging;
            Assert.Equal(RadosEnd.TimedOut, answer.End);
            Assert.Equal("'fs volume ls': No answer within 2 s.", answer.Status);
            Assert.True((await Health(rados)).Succeeded);
        }
        finally
        {
            await Cluster.Signal("mgr", "CONT", Token);
        }
        await Eventually.Holds(() => Volumes(rados, Soon), seen => seen.Succeeded, "the mgr answers again", Token);
    }

    [Fact]
    public async Task So_many_calls_may_hang_and_no_more()
    {
        await using var rados = Connect("admin");
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.Signal("mgr", "STOP", Token);
        try
        {
            var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Volumes(rados, Soon)));
            Assert.Equal(16, ends.Count(end => end.End == RadosEnd.TimedOut));
            Assert.Equal(4, ends.Count(end => end.End == RadosEnd.Unreachable));
            Assert.Equal(RadosEnd.Unreachable, (await Volumes(rados, TimeSpan.FromMilliseconds(200))).End);
            Assert.True((await Health(rados)).Succeeded);
        }
        finally
        {
            await Cluster.Signal("mgr", "CONT", Token);
        }
        await Eventually.Holds(() => Volumes(rados, Soon), seen => seen.Succeeded, "the mgr answers again", Token);
    }

    [Fact]
    public async Task After_a_killed_mgr_is_back_a_command_waits_for_its_modules()
    {
        await using var rados = Connect("admin");
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.Kill("mgr", Token);
        var early = Volumes(rados, Ample);
        await Cluster.Run("mgr", Token);
        Assert.True((await early).Succeeded, (await early).Status);
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.WaitUntilReady(Token);
    }

    [Fact]
    public async Task A_monitor_that_restarts_is_found_again()
    {
        await using var rados = Connect("admin");
        Assert.True((await Health(rados)).Succeeded);
        await Cluster.Kill("mon", Token);
        try
        {
            var dead = await rados.Monitor(Command("health", Soon), Token);
            Assert.Equal(RadosEnd.TimedOut, dead.End);
            await using var late = new RadosCluster(Cluster.Settings("admin") with { ConnectTimeout = Soon }, TimeProvider.System);
            var never = await late.Monitor(Command("health", Ample), Token);
            Assert.Equal(RadosEnd.Unreachable, never.End);
            Assert.Contains("No monitor of", never.Status, StringComparison.Ordinal);
        }
        finally
        {
            await Cluster.Run("mon", Token);
        }
        await Eventually.Holds(() => Health(rados), seen => seen.Succeeded, "the monitor answers again", Token);
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.WaitUntilReady(Token);
    }

    [Fact]
    public async Task Closing_does_not_wait_for_calls_that_hang()
    {
        var rados = Connect("admin");
        Assert.True((await Volumes(rados, Ample)).Succeeded);
        await Cluster.Signal("mgr", "STOP", Token);
        try
        {
            Assert.Equal(RadosEnd.TimedOut, (await Volumes(rados, TimeSpan.FromMilliseconds(300))).End);
            var began = TimeProvider.System.GetTimestamp();
            await rados.DisposeAsync();
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(8));
            Assert.Equal(RadosEnd.Unreachable, (await Health(rados)).End);
        }
        finally
        {
            await Cluster.Signal("mgr", "CONT", Token);
        }
        await Cluster.WaitUntilReady(Token);
    }

    [Fact]
    public async Task Objects_are_written_read_listed_and_removed()
    {
        await using var rados = Connect("admin");
        var (pool, other) = (rados.Pool("objects", "one"), rados.Pool("objects", "other"));
        var big = string.Concat(Enumerable.Repeat("Grüße ", 30_000));
        Assert.True((await pool.Write("export-1", "first", Token)).Succeeded);
        Assert.True((await pool.Write("export-1", big, Token)).Succeeded);
        Assert.True((await pool.Write("index", "", Token)).Succeeded);
        Assert.True((await other.Write("export-2", "x", Token)).Succeeded);
        Assert.Equal(big, (await pool.Read("export-1", Token)).Content);
        Assert.Equal("", (await pool.Read("index", Token)).Content);
        Assert.Equal(["export-1"], await pool.List("export-", Token));
        Assert.Equal(["export-1", "index"], await pool.List("", Token));
        Assert.True((await pool.Remove("export-1", Token)).Succeeded);
        Assert.True((await pool.Remove("export-1", Token)).Succeeded);
        Assert.Equal(new RadosObject(RadosEnd.Answered, null, 0, null), await pool.Read("export-1", Token));
        Assert.True(await pool.Notify("index", Soon, Token));
        Assert.False(await pool.Notify("gone", Soon, Token));
        var nowhere = await rados.Pool("nowhere").Read("x", Token);
        Assert.Equal("The cluster has no pool nowhere: ceph osd pool create nowhere", nowhere.Problem);
    }

    [Fact]
    public async Task A_swap_needs_the_version_that_was_read()
    {
        await using var rados = Connect("admin");
        var pool = rados.Pool("objects", "swap");
        Assert.True((await pool.Swap("x", "1", 0, Token)).Succeeded);
        Assert.True((await pool.Swap("x", "again", 0, Token)).Changed);
        var read = await pool.Read("x", Token);
        Assert.True((await pool.Swap("x", "2", read.Version, Token)).Succeeded);
        Assert.True((await pool.Swap("x", "late", read.Version, Token)).Changed);
        Assert.Equal("2", (await pool.Read("x", Token)).Content);
        await pool.Remove("x", Token);
        Assert.True((await pool.Swap("x", "ghost", read.Version, Token)).Changed);
        Assert.Null((await pool.Read("x", Token)).Content);
    }

    [Fact]
    public async Task Two_writers_that_swap_lose_nothing()
    {
        await using var one = Connect("admin");
        await using var two = Connect("admin");
        await Task.WhenAll(Count(one, 50), Count(two, 50));
        Assert.Equal("100", (await one.Pool("objects", "race").Read("sum", Token)).Content);
    }

    static async Task Count(RadosCluster rados, int times)
    {
        var pool = rados.Pool("objects", "race");
        while (times > 0)
        {
            var read = await pool.Read("sum", Token);
            var next = 1 + int.Parse(read.Content ?? "0", CultureInfo.InvariantCulture);
            var written = await pool.Swap("sum", next.ToString(CultureInfo.InvariantCulture), read.Version, Token);
            Assert.Null(written.Problem);
            if (written.Succeeded) times--;
        }
    }

    RadosCluster Connect(string user) => new(Cluster.Settings(user), TimeProvider.System);

    static Task<RadosAnswer> Volumes(RadosCluster rados, TimeSpan timeout) => rados.Manager(Command("fs volume ls", timeout), Token);

    static Task<RadosAnswer> Health(RadosCluster rados) => rados.Monitor(Command("health", TimeSpan.FromSeconds(10)), Token);

    static RadosCommand Command(string prefix, TimeSpan timeout, params (string Name, object Value)[] arguments) =>
        new(prefix, arguments.ToDictionary(one => one.Name, one => one.Value), timeout);
}
