using System.Collections.Concurrent;
using System.Diagnostics;
using Abaca.Drivers.Zfs;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Zfs;
using ZfsHost = Abaca.Tests.Drivers.Zfs.ZfsHost;

namespace Abaca.Bench;

/// <summary>
/// The ZFS driver on two file servers with zfs-fuse over a real sshd, one with few shares and one with many, measured in turn:
/// operations a second with eight at once, as the service works, and milliseconds and SSH round trips of one operation alone. zfs-fuse mounts 1,000 datasets at most, so those beyond are unmounted again
/// and another file system takes their place: the pool, the exports file and the NFS server's table hold all of them.
/// </summary>
static class FileServer
{
    const int Few = 15, Many = 1_500, Clients = 250, Mounted = 900, Batch = 50, Turns = 20, AtOnce = 8, Loaded = 40, LoadedTurns = 5;
    const int MostTrips = 3;
    const double Growth = 1.5;

    static readonly string[] Operations = ["create", "allow", "extend", "snapshot", "snapshot delete", "delete"];

    static readonly string[] LoadedOperations = ["create", "allow", "delete"];

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"Two file servers with zfs-fuse over SSH, {Few} and {Many} shares with one rule each for {Clients} clients, in turn; medians");
        await using var site = await ZfsSite.Make(ct);
        var (fewHost, manyHost) = (await site.AddFuseHost("zb", ct), await site.AddFuseHost("zc", ct));
        await using var few = await Started(site, fewHost, ct);
        await using var many = await Started(site, manyHost, ct);
        _ = await Fill(few, Few, ct);
        _ = await Fill(many, Mounted, ct);
        for (var count = Mounted; count < Many; count += Batch)
            foreach (var share in await Fill(many, Batch, ct)) await Replace(manyHost, share, ct);

        var (alone, together) = (new Figures<(double Ms, long Trips)>(), new Figures<double>());
        foreach (var driver in (ZfsDriver[])[few, many]) await Alone(driver, (_, _) => { }, ct); // the first turn compiles
        for (var turn = 0; turn < Turns; turn++)
        {
            await Alone(few, alone.OfFew, ct);
            await Alone(many, alone.OfMany, ct);
        }
        for (var turn = 0; turn < LoadedTurns; turn++)
        {
            await Together(few, together.OfFew, ct);
            await Together(many, together.OfMany, ct);
        }
        Tell(report, alone, together);
    }

    static void Tell(Report report, Figures<(double Ms, long Trips)> alone, Figures<double> together)
    {
        foreach (var operation in Operations)
        {
            var (few, many) = (alone.Few[operation].Select(run => run.Ms).Median(), alone.Many[operation].Select(run => run.Ms).Median());
            report.Note($"{operation} alone: ms with {Few} shares / with {Many}; round trips", $"{Report.Text(few)} / {Report.Text(many)}; {Trips(operation)}");
        }
        foreach (var operation in LoadedOperations)
        {
            var (few, many) = (together.Few[operation].Median(), together.Many[operation].Median());
            report.Note($"{operation}, {AtOnce} at once: a second with {Few} shares / with {Many}", $"{Report.Text(few)} / {Report.Text(many)}");
            report.AtMost($"{operation}: cost with {Many} against {Few}", few / many, Growth);
        }
        report.AtMost("SSH round trips of a create", Trips("create"), MostTrips);

        double Trips(string operation) => alone.Many[operation].Select(run => (double)run.Trips).Median();
    }

    static async Task<ZfsDriver> Started(ZfsSite site, ZfsHost host, CancellationToken ct)
    {
        await ZfsAtWork.LayRules(host, usesShareNfs: false, ct);
        var driver = new ZfsDriverFactory().Make(ZfsAtWork.Settings(site, host, "zfs", null, ("zfs_share_helpers", "NFS=NFSviaExportsFile")));
        Need(await driver.Start(ct), "start");
        return driver;
    }

    static async Task<IReadOnlyCollection<ShareSpec>> Fill(ZfsDriver driver, int count, CancellationToken ct)
    {
        var made = new ConcurrentBag<ShareSpec>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), AtOnceOptions(ct), async (_, stop) => made.Add(await Made(driver, stop)));
        return made;
    }

    static async Task Replace(ZfsHost host, ShareSpec share, CancellationToken ct)
    {
        var dataset = ZfsAtWork.DatasetOf(share);
        await Eventually.Holds(() => host.Try(ct, "zfs", "unmount", dataset), run => !run.Failed, $"{dataset} is unmounted", ct);
        await host.Root(ct, "mount", "-t", "tmpfs", "none", "/srv/" + dataset);
    }

    static async Task Alone(ZfsDriver driver, Action<string, (double Ms, long Trips)> seen, CancellationToken ct)
    {
        var share = Share();
        var snapshot = new SnapshotSpec(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), "s", share, 1, share.Details);
        await Timed("create", async () => _ = Need(await driver.Create(share, ct), "create"));
        await Timed("allow", async () => _ = Need(await driver.SetAccess(share, [Rule()], ct), "allow"));
        await Timed("extend", async () => Need(await driver.Extend(share, 2, ct), "extend"));
        await Timed("snapshot", async () => _ = Need(await driver.CreateSnapshot(snapshot, ct), "snapshot"));
        await Timed("snapshot delete", async () => Need(await driver.DeleteSnapshot(snapshot, ct), "snapshot delete"));
        await Timed("delete", async () => Need(await driver.Delete(share, ct), "delete"));

        async Task Timed(string operation, Func<Task> work)
        {
            var (began, trips) = (Stopwatch.GetTimestamp(), driver.Host.RoundTrips);
            await work();
            seen(operation, (Stopwatch.GetElapsedTime(began).TotalMilliseconds, driver.Host.RoundTrips - trips));
        }
    }

    static async Task Together(ZfsDriver driver, Action<string, double> seen, CancellationToken ct)
    {
        var shares = Enumerable.Range(0, Loaded).Select(_ => Share()).ToList();
        await Timed("create", async share => _ = Need(await driver.Create(share, ct), "create"));
        await Timed("allow", async share => _ = Need(await driver.SetAccess(share, [Rule()], ct), "allow"));
        await Timed("delete", async share => Need(await driver.Delete(share, ct), "delete"));

        async Task Timed(string operation, Func<ShareSpec, Task> work)
        {
            var began = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(shares, AtOnceOptions(ct), async (share, _) => await work(share));
            seen(operation, Loaded / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    static ParallelOptions AtOnceOptions(CancellationToken ct) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };

    static async Task<ShareSpec> Made(ZfsDriver driver, CancellationToken ct)
    {
        var share = Share();
        _ = Need(await driver.Create(share, ct), "create");
        _ = Need(await driver.SetAccess(share, [Rule()], ct), "allow");
        return share;
    }

    static ShareSpec Share()
    {
        var (id, nothing) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, id, "share-" + id, "p", ZfsHost.Pool, "NFS", 1, nothing, nothing, nothing);
    }

    static AccessRule Rule() => new(Guid.NewGuid().ToString(), AccessType.Ip, $"10.0.0.{Random.Shared.Next(1, Clients + 1)}", AccessLevel.Rw);

    static void Need(DriverResult result, string what)
    {
        if (result is not DriverResult.Done) throw new BenchFailure($"{what}: {result}");
    }

    static T Need<T>(DriverResult<T> result, string what) =>
        result is DriverResult<T>.Done done ? done.Value : throw new BenchFailure($"{what}: {result}");

    /// <summary>What was seen of each operation, on both file servers.</summary>
    sealed class Figures<T>
    {
        public Dictionary<string, List<T>> Few { get; } = [];

        public Dictionary<string, List<T>> Many { get; } = [];

        public void OfFew(string operation, T seen) => Add(Few, operation, seen);

        public void OfMany(string operation, T seen) => Add(Many, operation, seen);

        static void Add(Dictionary<string, List<T>> figures, string operation, T seen)
        {
            if (!figures.TryGetValue(operation, out var list)) figures.Add(operation, list = []);
            list.Add(seen);
        }
    }
}
