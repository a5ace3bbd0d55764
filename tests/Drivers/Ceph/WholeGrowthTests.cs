using System.Diagnostics;
using System.Globalization;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Tests that measure time; nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeGrowth
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "growth";
}

/// <summary>
/// Five hundred shares with a rule each on one cluster, or as many as the machine can (every export costs a Ganesha sixteen threads and two MiB); the
/// number is printed. ABACA_GROWTH_SHARES asks for another one.
/// </summary>
[Collection(WholeGrowth.Name)]
public sealed class WholeGrowthTests
{
    const int Wanted = 500;
    const int Edge = 50; // so many at the beginning are compared with so many at the end
    const int Users = 4;
    const int WarmUp = 8;
    const double MostGrowth = 1.5;
    const int ThreadsPerExport = 17;
    const long BytesPerExport = 3 << 20;

    /// <summary>Parts of a CephFS client that keep what they do in memory for a crash: a thread of each export wakes up for that.</summary>
    static readonly string[] Silent = ["client", "monc", "mgrc", "ms", "objectcacher", "objecter", "timer", "auth"];

    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Verifying = TimeSpan.FromSeconds(180);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_hundred_native_shares_cost_no_more_each_and_a_restart_serves_at_once()
    {
        await using var ground = await WholeNativeGround.Make(Ct);
        await Grow(ground, Asked(Wanted));
    }

    [Fact]
    public async Task Five_hundred_shares_over_nfs_or_what_the_machine_can_cost_no_more_to_make_and_a_restart_serves_at_once()
    {
        var inner = await CephNfsGround.Make(Ct);
        await using var ground = new WholeNfsGround(inner);
        // One node: it is its threads and memory that the machine must have.
        await inner.Machines[1].Ganesha.Stop(Ct);
        await inner.Machines[1].Ganesha.Leave(Ct);
        await inner.Machines[1].DisposeAsync();
        inner.Machines.RemoveAt(1);
        await Calm(inner.Cluster);
        await Grow(ground, Math.Min(Asked(Wanted), Exports()));
    }

    /// <summary>
    /// Every export is a CephFS client of its own in Ganesha, with threads that wake up every second; with some hundred exports these would be
    /// measured instead of the service. So here is what the operator's page says for such a machine, and Ceph's usual pace of reports.
    /// </summary>
    static async Task Calm(CephCluster cluster)
    {
        await File.AppendAllTextAsync(
            cluster.ConfigPath,
            "\n[client]\nclient tick interval = 5\nms async op threads = 1\n" + string.Concat(Silent.Select(part => $"debug {part} = 0/0\n")), Ct);
        var socket = Directory.EnumerateFiles(Path.Combine(cluster.Directory, "run"), "mgr.*.asok").Single();
        await Tool.Run(["ceph", "--admin-daemon", socket, "config", "set", "mgr_stats_period", "5"], Ct);
    }

    async Task Grow(IWholeGround ground, int count)
    {
        Measured.Say($"{count} shares{(count < Wanted ? $" instead of {Wanted}" : "")}");
        var setting = ground.Setting.WithoutPasswords().With("max_over_subscription_ratio = 10000"); // the test's OSD is small
        await using var service = await ServiceProcess.Start(setting);
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1, ground.Weather).Prepare();
        var empty = await Restart(service);
        Assert.True(await service.Says("is serving", Patience), service.LogTail);

        await Many(caller, ground.Weather, WarmUp);
        var since = Stopwatch.GetTimestamp();
        var took = await Many(caller, ground.Weather, count);
        Measured.Say($"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s, {Users} at once");
        var shares = Growth("a share", took, one => one.Share);
        var rules = Growth("its rule", took, one => one.Rule);
        Assert.True(shares < MostGrowth, $"Creating shares grows: {shares:0.00}");
        // Every export gives a Ganesha 4 a CephFS client of its own with threads that wake up by themselves; on few processors that is seen in
        // how long it takes to tell it of one more. So that ratio is printed, and only native rules must not grow.
        if (ground.Weather.ClientType == "cephx") Assert.True(rules < MostGrowth, $"Rules grow: {rules:0.00}");
        await Serves(service, caller, empty, count + WarmUp);
    }

    double Growth(string what, Cost[] took, Func<Cost, double> part)
    {
        var (first, last) = (took.Take(Edge).Average(part), took.TakeLast(Edge).Average(part));
        Measured.Say($"{what}: first {Edge} {first:0} ms each, last {Edge} {last:0} ms, ratio {last / first:0.00}");
        return last / first;
    }

    async Task Serves(ServiceProcess service, Caller caller, TimeSpan empty, int count)
    {
        var full = await Restart(service);
        var since = Stopwatch.GetTimestamp();
        Measured.Say($"first answer after a restart: {full.TotalMilliseconds:0} ms; without shares {empty.TotalMilliseconds:0} ms");
        var listed = await caller.Must(HttpMethod.Get, "/shares?limit=1000");
        Assert.Equal(count, listed.GetProperty("shares").GetArrayLength());
        Assert.True(await service.Says($": verified {count} shares", Verifying), service.LogTail);
        Measured.Say($"all are verified {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s later");
        // A machine on which the empty service needs more than the second is measured by that.
        var most = empty * MostGrowth > Second ? empty * MostGrowth : Second;
        Assert.True(full < most, $"{full.TotalMilliseconds:0} ms, at most {most.TotalMilliseconds:0}");
    }

    static async Task<TimeSpan> Restart(ServiceProcess service)
    {
        await service.Stop();
        return await service.StartUntilItAnswers();
    }

    /// <summary>What one took, in milliseconds.</summary>
    /// <param name="Share">Until the share was available.</param>
    /// <param name="Rule">From then until its rule was active.</param>
    readonly record struct Cost(double Share, double Rule);

    /// <summary>Makes shares and rules; what each took, in the order in which they were begun.</summary>
    static async Task<Cost[]> Many(Caller caller, StormWeather weather, int count)
    {
        var took = new Cost[count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Users).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
            {
                took[number] = await One(caller, weather, weather.ClientType == "ip" ? "10.0.0.1" : $"user-{count}-{number}");
            }
        }));
        return took;
    }

    static async Task<Cost> One(Caller caller, StormWeather weather, string client)
    {
        var since = Stopwatch.GetTimestamp();
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = weather.Protocol, size = 1, share_type = Storm.Project } });
        var id = made.GetProperty("share").GetProperty("id").GetString();
        await Until(caller, $"/shares/{id}", "share", "status", "available");
        var share = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        await caller.Must(HttpMethod.Post, $"/shares/{id}/action", new { allow_access = new { access_type = weather.ClientType, access_to = client, access_level = "rw" } });
        await Until(caller, $"/shares/{id}", "share", "access_rules_status", "active");
        return new Cost(share, Stopwatch.GetElapsedTime(since).TotalMilliseconds - share);
    }

    static async Task Until(Caller caller, string path, string thing, string field, string wanted)
    {
        var seen = "";
        for (var since = Stopwatch.GetTimestamp(); seen != wanted; await Task.Delay(20, Ct))
        {
            seen = (await caller.Must(HttpMethod.Get, path)).GetProperty(thing).GetProperty(field).GetString();
            Assert.True(seen != "error" && Stopwatch.GetElapsedTime(since) < Patience, $"{path}: {field} is {seen}");
        }
    }

    static int Asked(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ABACA_GROWTH_SHARES"), CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>Exports that threads and memory of this machine allow, with half of both left to others.</summary>
    static int Exports()
    {
        var threads = Math.Min(Number("/proc/sys/kernel/pid_max"), Number("/proc/sys/kernel/threads-max")) - Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)).Sum(Threads);
        var memory = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var bytes = long.Parse(memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        return (int)Math.Min(threads / 2 / ThreadsPerExport, bytes / 2 / BytesPerExport);
    }

    static long Number(string file) => long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    static long Threads(string process)
    {
        try
        {
            return Directory.EnumerateDirectories(Path.Combine(process, "task")).LongCount();
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
