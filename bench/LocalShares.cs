using System.Collections.Concurrent;
using System.Diagnostics;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Bench;

/// <summary>
/// The Local driver: what a share, a snapshot and the ways back cost, alone, at once and with much in them; how long a machine with a
/// thousand shares takes to serve them again; and what NFS clients get of it, against the first release's layout (a directory of one btrfs)
/// behind the same Ganesha in the same run.
/// </summary>
static class LocalShares
{
    const int Alone = 15, AtOnce = 16, Together = 64, Many = 1_000, ManyAtOnce = 8, Rounds = 5;
    const int Content = 256 << 20, Transfer = 24 << 20;
    const int OldExport = 65_000;
    const long Mib = 1L << 20;

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading("Shares of the Local backend, milliseconds (medians)");
        await using var machine = await LocalMachine.Make(ct);
        machine.Options["local_pool_size_gib"] = "60";
        await using (var driver = machine.NewDriver())
        {
            Need(await driver.Start(ct), "start");
            await Creations(driver, report, ct);
            await Copies(machine, driver, report, ct);
            await Transfers(machine, driver, report, ct);
        }
        await Restart(machine, report, ct);
    }

    static async Task Creations(IShareDriver driver, Report report, CancellationToken ct)
    {
        var (create, allow, delete) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= Alone; i++)
        {
            var share = Share();
            var costs = (await Timed(async () => _ = Need(await driver.Create(share, ct), "create")),
                await Timed(() => Allow(driver, share, ct)), await Timed(async () => Need(await driver.Delete(share, ct), "delete")));
            if (i == 0) continue; // the first turn compiles
            create.Add(costs.Item1);
            allow.Add(costs.Item2);
            delete.Add(costs.Item3);
        }
        report.AtMost("create alone", create.Median(), 100, "ms");
        report.Note("first rule alone (mounts and exports)", Report.Text(allow.Median(), "ms"));
        report.Note("delete alone", Report.Text(delete.Median(), "ms"));

        var shares = Enumerable.Range(0, Together).Select(_ => Share()).ToList();
        report.AtMost($"create, {AtOnce} at once", (await AllAtOnce(shares, AtOnce, async share => _ = Need(await driver.Create(share, ct), "create"), ct)).Median(), 500, "ms");
        report.Note($"first rule, {AtOnce} at once", Report.Text((await AllAtOnce(shares, AtOnce, share => Allow(driver, share, ct), ct)).Median(), "ms"));
        report.Note($"delete, {AtOnce} at once", Report.Text((await AllAtOnce(shares, AtOnce, async share => Need(await driver.Delete(share, ct), "delete"), ct)).Median(), "ms"));
    }

    static async Task Copies(LocalMachine machine, IShareDriver driver, Report report, CancellationToken ct)
    {
        var (empty, full) = (new Dictionary<string, List<double>>(), new Dictionary<string, List<double>>());
        for (var i = 0; i < Rounds; i++)
        {
            await Copy(machine, driver, 0, empty, ct);
            await Copy(machine, driver, Content, full, ct);
        }
        foreach (var what in empty.Keys)
            report.Note($"{what}: of an empty share / with {Content / Mib} MiB in it", $"{Report.Text(empty[what].Median())} / {Report.Text(full[what].Median(), "ms")}");
    }

    static async Task Copy(LocalMachine machine, IShareDriver driver, int content, Dictionary<string, List<double>> seen, CancellationToken ct)
    {
        var (share, clone) = (Share(), Share());
        var snapshot = new SnapshotSpec(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), "snap-" + Guid.NewGuid(), share, 1, share.Details);
        _ = Need(await driver.Create(share, ct), "create");
        await Allow(driver, share, ct);
        await using (var file = File.Create(Path.Combine(machine.State, "shares", share.Name, "content")))
        {
            var piece = new byte[Mib];
            Random.Shared.NextBytes(piece);
            for (var i = 0L; i < content; i += Mib) await file.WriteAsync(piece, ct);
            file.Flush(flushToDisk: true);
        }
        await Seen("snapshot", async () => _ = Need(await driver.Snapshots!.CreateSnapshot(snapshot, ct), "snapshot"));
        await Seen("share from it", async () => _ = Need(await driver.Cloning!.CreateFromSnapshot(clone, snapshot, ct), "clone"));
        await Seen("its first rule", () => Allow(driver, clone, ct));
        await Seen("revert", async () => Need(await driver.Reverting!.Revert(share, snapshot, Guid.NewGuid().ToString(), ct), "revert"));
        await Seen("snapshot delete", async () => Need(await driver.Snapshots!.DeleteSnapshot(snapshot, ct), "snapshot delete"));
        Need(await driver.Delete(clone, ct), "delete");
        Need(await driver.Delete(share, ct), "delete");

        async Task Seen(string what, Func<Task> work)
        {
            if (!seen.TryGetValue(what, out var list)) seen.Add(what, list = []);
            list.Add(await Timed(work));
        }
    }

    static async Task Transfers(LocalMachine machine, IShareDriver driver, Report report, CancellationToken ct)
    {
        var share = Share();
        var export = Need(await driver.Create(share, ct), "create").Exports[0].Path;
        await Allow(driver, share, ct);
        var old = await OldLayout(machine, ct);
        var client = machine.Net.NfsClients()[0];
        var (now, before) = (new List<(double Write, double Read)>(), new List<(double Write, double Read)>());
        for (var round = 0; round < Rounds; round++)
        {
            now.Add(await Transferred(client, export, ct));
            before.Add(await Transferred(client, $"{machine.Net.ServerAddress}:/old", ct));
        }
        report.AtLeast("NFS write: share against first layout", Ratio(run => run.Write), 0.7);
        report.AtLeast("NFS read: share against first layout", Ratio(run => run.Read), 0.8);
        report.Note("NFS write / read of a share", $"{Report.Text(now.Select(run => run.Write).Median())} / {Report.Text(now.Select(run => run.Read).Median(), "MiB/s")}");
        report.Note("NFS write / read of the first layout", $"{Report.Text(before.Select(run => run.Write).Median())} / {Report.Text(before.Select(run => run.Read).Median(), "MiB/s")}");
        await driver.DisposeAsync();
        await Tool("umount", Path.Combine(machine.State, "old"));

        double Ratio(Func<(double Write, double Read), double> of) => now.Zip(before, (one, other) => of(one) / of(other)).Median();
    }

    /// <summary>A subvolume of a btrfs in a loop file, bound to a directory and exported, as the first release had it.</summary>
    static async Task<string> OldLayout(LocalMachine machine, CancellationToken ct)
    {
        var (image, directory) = (Path.Combine(machine.State, "old.img"), Path.Combine(machine.State, "old"));
        await using (var file = File.Create(image)) file.SetLength(4L << 30);
        await Tool("mkfs.btrfs", "--quiet", image);
        Directory.CreateDirectory(directory);
        await Tool("mount", "-o", "loop,noatime,discard=async", image, directory);
        await Tool("chmod", "777", directory);
        var layout = new GaneshaLayout(Path.Combine(machine.State, "ganesha"));
        var settings = Path.Combine(machine.State, "old.conf");
        await File.WriteAllTextAsync(settings, GaneshaConfig.Export(OldExport, directory, "/old", [ExportClient.Parse("0.0.0.0/0", writable: true)!]), ct);
        var answer = await new DBusSend(new LocalCommandRunner(TimeProvider.System), layout.BusAddress).Add(settings, OldExport, ct);
        return answer.End == BusEnd.Done ? directory : throw new BenchFailure($"the old layout is not exported: {answer.Text}");
    }

    static async Task<(double Write, double Read)> Transferred(NfsClient client, string export, CancellationToken ct)
    {
        var content = new byte[Transfer];
        Random.Shared.NextBytes(content);
        var attempt = await client.Mount(export, ct);
        await using var mounted = attempt.Share ?? throw new BenchFailure($"{export} is not mounted: {attempt.Said}");
        var write = await Timed(async () => Need(await mounted.Write("transfer", content, ct), "write"));
        var read = await Timed(async () => Need(await mounted.Read("transfer", ct), "read"));
        Need(await mounted.Remove("transfer", ct), "remove");
        return (Transfer / Mib / write * 1000, Transfer / Mib / read * 1000);
    }

    static async Task Restart(LocalMachine machine, Report report, CancellationToken ct)
    {
        await using (var driver = machine.NewDriver())
        {
            Need(await driver.Start(ct), "start");
            var shares = Enumerable.Range(0, Many).Select(_ => Share()).ToList();
            _ = await AllAtOnce(shares, ManyAtOnce, async share =>
            {
                _ = Need(await driver.Create(share, ct), "create");
                await Allow(driver, share, ct);
            }, ct);
        }
        await using var next = machine.NewDriver();
        report.AtMost($"start with {Many} shares, each with a rule, until all are served", await Timed(async () => Need(await next.Start(ct), "start")) / 1000, 30, "s");
        await ((LocalDriver)next).Abandon();
        await using var heir = machine.NewDriver();
        report.Note($"taking over a Ganesha that serves {Many} shares", Report.Text(await Timed(async () => Need(await heir.Start(ct), "start")) / 1000, "s"));
        var one = Share();
        report.Note($"create with {Many} shares served", Report.Text(await Timed(async () => _ = Need(await heir.Create(one, ct), "create")), "ms"));
        report.Note($"first rule with {Many} shares served", Report.Text(await Timed(() => Allow(heir, one, ct)), "ms"));
        report.Note($"stop with {Many} shares", Report.Text(await Timed(async () => await heir.DisposeAsync()) / 1000, "s"));
    }

    static async Task Allow(IShareDriver driver, ShareSpec share, CancellationToken ct) =>
        _ = Need(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, "0.0.0.0/0", AccessLevel.Rw)], ct), "allow");

    static async Task<IReadOnlyList<double>> AllAtOnce(IReadOnlyList<ShareSpec> shares, int atOnce, Func<ShareSpec, Task> work, CancellationToken ct)
    {
        var times = new ConcurrentBag<double>();
        await Parallel.ForEachAsync(shares, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct },
            async (share, _) => times.Add(await Timed(() => work(share))));
        return [.. times];
    }

    static async Task<double> Timed(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    static async Task Tool(params string[] arguments)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(arguments, TimeSpan.FromSeconds(30)));
        if (run.Failed) throw new BenchFailure(run.Summary);
    }

    static ShareSpec Share()
    {
        var (id, nothing) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, nothing, nothing, nothing);
    }

    static void Need(DriverResult result, string what)
    {
        if (result is not DriverResult.Done) throw new BenchFailure($"{what}: {result}");
    }

    static T Need<T>(DriverResult<T> result, string what) =>
        result is DriverResult<T>.Done done ? done.Value : throw new BenchFailure($"{what}: {result}");

    static void Need(ClientAnswer answer, string what)
    {
        if (answer.End != ClientEnd.Ok) throw new BenchFailure($"{what}: {answer.End} {answer.Said}");
    }
}
