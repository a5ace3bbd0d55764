using System.Collections.Concurrent;
using System.Diagnostics;
using Abaca.Drivers.Zfs;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Zfs;
using ZfsHost = Abaca.Tests.Drivers.Zfs.ZfsHost;

namespace Abaca.Bench;

/// <summary>
/// The ZFS driver on a file server with zfs-fuse over a real sshd, with few shares and with many: operations a second with eight at once,
/// as the service works, and milliseconds and SSH round trips of one operation alone. zfs-fuse mounts 1,000 datasets at most, so those beyond are unmounted again
/// and another file system takes their place: the pool, the exports file and the NFS server's table hold all of them.
/// </summary>
static class FileServer
{
    const int Few = 15, Many = 1_500, Mounted = 900, Batch = 50, Turns = 20, AtOnce = 8, Loaded = 40, LoadedTurns = 3;
    const int MostTrips = 3;
    const double Growth = 1.5;

    static readonly string[] Operations = ["create", "allow", "extend", "snapshot", "snapshot delete", "delete"];

    static readonly string[] LoadedOperations = ["create", "allow", "delete"];

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"A file server with zfs-fuse over SSH, shares with one rule each; medians");
        await using var site = await ZfsSite.Make(ct);
        var host = await site.AddFuseHost("zb", ct);
        await ZfsAtWork.LayRules(host, usesShareNfs: false, ct);
        await using var driver = new ZfsDriverFactory().Make(ZfsAtWork.Settings(site, host, "zfs", null, ("zfs_share_helpers", "NFS=NFSviaExportsFile")));
        Need(await driver.Start(ct), "start");

        _ = await Fill(driver, Few, ct);
        var (few, fewAtOnce) = (await Alone(driver, ct), await Together(driver, ct));
        _ = await Fill(driver, Mounted - Few, ct);
        for (var count = Mounted; count < Many; count += Batch)
            foreach (var share in await Fill(driver, Batch, ct)) await Replace(host, share, ct);
        var (many, manyAtOnce) = (await Alone(driver, ct), await Together(driver, ct));
        foreach (var operation in Operations)
            report.Note($"{operation} alone: ms with {Few} shares / with {Many}; round trips", $"{Report.Text(few[operation].Ms)} / {Report.Text(many[operation].Ms)}; {many[operation].Trips}");
        foreach (var operation in LoadedOperations)
        {
            report.Note($"{operation}, {AtOnce} at once: a second with {Few} shares / with {Many}", $"{Report.Text(fewAtOnce[operation])} / {Report.Text(manyAtOnce[operation])}");
            report.AtMost($"{operation}: cost with {Many} against {Few}", fewAtOnce[operation] / manyAtOnce[operation], Growth);
        }
        report.AtMost("SSH round trips of a create", many["create"].Trips, MostTrips);
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

    static async Task<Dictionary<string, (double Ms, long Trips)>> Alone(ZfsDriver driver, CancellationToken ct)
    {
        var seen = Operations.ToDictionary(operation => operation, _ => new List<(double Ms, long Trips)>());
        for (var turn = 0; turn < Turns; turn++)
        {
            var share = Share();
            var snapshot = new SnapshotSpec(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), "s", share, 1, share.Details);
            await Timed("create", async () => _ = Need(await driver.Create(share, ct), "create"));
            await Timed("allow", async () => _ = Need(await driver.SetAccess(share, [Rule()], ct), "allow"));
            await Timed("extend", async () => Need(await driver.Extend(share, 2, ct), "extend"));
            await Timed("snapshot", async () => _ = Need(await driver.CreateSnapshot(snapshot, ct), "snapshot"));
            await Timed("snapshot delete", async () => Need(await driver.DeleteSnapshot(snapshot, ct), "snapshot delete"));
            await Timed("delete", async () => Need(await driver.Delete(share, ct), "delete"));
        }
        return seen.ToDictionary(one => one.Key, one => (one.Value.Select(run => run.Ms).Median(), (long)one.Value.Select(run => (double)run.Trips).Median()));

        async Task Timed(string operation, Func<Task> work)
        {
            var (began, trips) = (Stopwatch.GetTimestamp(), driver.Host.RoundTrips);
            await work();
            seen[operation].Add((Stopwatch.GetElapsedTime(began).TotalMilliseconds, driver.Host.RoundTrips - trips));
        }
    }

    static async Task<Dictionary<string, double>> Together(ZfsDriver driver, CancellationToken ct)
    {
        var rates = LoadedOperations.ToDictionary(operation => operation, _ => new List<double>());
        for (var turn = 0; turn < LoadedTurns; turn++)
        {
            var shares = Enumerable.Range(0, Loaded).Select(_ => Share()).ToList();
            await Timed("create", async share => _ = Need(await driver.Create(share, ct), "create"));
            await Timed("allow", async share => _ = Need(await driver.SetAccess(share, [Rule()], ct), "allow"));
            await Timed("delete", async share => Need(await driver.Delete(share, ct), "delete"));

            async Task Timed(string operation, Func<ShareSpec, Task> work)
            {
                var began = Stopwatch.GetTimestamp();
                await Parallel.ForEachAsync(shares, AtOnceOptions(ct), async (share, _) => await work(share));
                rates[operation].Add(Loaded / Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return rates.ToDictionary(one => one.Key, one => one.Value.Median());
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

    static AccessRule Rule() => new(Guid.NewGuid().ToString(), AccessType.Ip, $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 255)}", AccessLevel.Rw);

    static void Need(DriverResult result, string what)
    {
        if (result is not DriverResult.Succeeded) throw new BenchFailure($"{what}: {result}");
    }

    static T Need<T>(DriverResult<T> result, string what) =>
        result is DriverResult<T>.Succeeded done ? done.Value : throw new BenchFailure($"{what}: {result}");
}
