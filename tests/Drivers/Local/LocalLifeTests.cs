using System.Diagnostics;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>What is special to the Local backend: processes, mounts and loop files over several lives of the service.</summary>
public sealed class LocalLifeTests : LocalLives
{
    [Fact]
    public async Task A_share_is_made_opened_written_and_removed()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var share = Spec("share-1");
        var made = Done(await driver.Create(share, Ct));
        var client = machine.Net.NfsClients()[0];
        Assert.Null((await client.Mount(made.Exports[0].Path, Ct)).Share);
        var outcomes = Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, client.Identity, AccessLevel.Rw)], Ct));
        Assert.Null(outcomes[0].Refused);
        await using (var mounted = (await client.Mount(made.Exports[0].Path, Ct)).Share!)
            Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[10000], Ct)).End);
        Done(await driver.Delete(share, Ct));
        Assert.Empty(Done(await driver.Inventory!.List(Ct)));
    }

    [Fact]
    public async Task A_client_notices_nothing_when_the_service_dies_and_comes_back()
    {
        var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (share, path) = await Open(driver, "share-1");
        await using var mounted = (await machine.Net.NfsClients()[0].Mount(path, Ct)).Share!;
        Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[] { 1 }, Ct)).End);
        var before = machine.Servers();

        await ((LocalDriver)driver).Abandon();
        Assert.Equal(ClientEnd.Ok, (await mounted.Write("meanwhile", new byte[] { 2 }, Ct)).End);
        await using var next = machine.NewDriver();
        Done(await next.Start(Ct));

        Assert.Equal(before, machine.Servers());
        Assert.Equal([2], (await mounted.Read("meanwhile", Ct)).Content);
        Done(await next.Delete(share, Ct));
    }

    [Fact]
    public async Task A_rule_set_while_ganesha_is_dead_is_in_force_when_the_call_returns()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var share = Spec("share-1");
        var made = Done(await driver.Create(share, Ct));
        foreach (var process in machine.Servers()) await process.End(TimeSpan.Zero, TimeProvider.System, Ct);
        var client = machine.Net.NfsClients()[0];
        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, client.Identity, AccessLevel.Rw)], Ct));
        await using var mounted = (await client.Mount(made.Exports[0].Path, Ct)).Share;
        Assert.NotNull(mounted);
    }

    [Fact]
    public async Task A_clean_stop_leaves_no_process_mount_or_loop_device_and_the_next_start_has_everything()
    {
        var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (share, path) = await Open(driver, "share-1");
        await using (var mounted = (await machine.Net.NfsClients()[0].Mount(path, Ct)).Share!)
            Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[] { 7 }, Ct)).End);
        await driver.DisposeAsync();

        Assert.Empty(machine.Servers());
        Assert.DoesNotContain(machine.State, await File.ReadAllTextAsync("/proc/mounts", Ct));
        Assert.DoesNotContain(machine.State, await Run("losetup", "--list", "--noheadings", "--output", "BACK-FILE"));

        await using var next = machine.NewDriver();
        Done(await next.Start(Ct));
        await using var again = (await machine.Net.NfsClients()[0].Mount(path, Ct)).Share!;
        Assert.Equal([7], (await again.Read("f", Ct)).Content);
        Assert.Single(Done(await next.ReadAccess(share, Ct)));
    }

    [Fact]
    public async Task Nfs_goes_on_after_a_stop_when_the_operator_wants_it_so()
    {
        machine.Options["local_keep_serving"] = "true";
        var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (_, path) = await Open(driver, "share-1");
        await using var mounted = (await machine.Net.NfsClients()[0].Mount(path, Ct)).Share!;
        await driver.DisposeAsync();
        Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[] { 1 }, Ct)).End);
        machine.Options.Remove("local_keep_serving");
    }

    [Fact]
    public async Task Two_processes_do_not_share_a_state_directory()
    {
        await using var first = machine.NewDriver();
        Done(await first.Start(Ct));
        await using (var second = machine.NewDriver()) Assert.IsType<DriverResult.Unclear>(await second.Start(Ct));
        Assert.Equal(2, machine.Servers().Count);
    }

    [Fact]
    public async Task The_loop_file_grows_with_what_is_promised_and_is_grown_after_a_restart()
    {
        machine.Options["local_pool_size_gib"] = "30";
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var file = new FileInfo(Path.Combine(machine.State, "pool.img"));
        var before = file.Length;
        Done(await driver.Create(Spec("share-1", gib: 10), Ct));
        file.Refresh();
        Assert.InRange(file.Length, 10L << 30, 30L << 30);
        Assert.True(before < file.Length);
        Assert.InRange(new DriveInfo(Path.Combine(machine.State, "pool")).TotalSize, 10L << 30, 30L << 30);
        Done(await driver.Create(Spec("share-2", gib: 28), Ct));
        file.Refresh();
        Assert.Equal(30L << 30, file.Length);
    }

    [Fact]
    public async Task A_given_btrfs_directory_serves_as_pool_and_stays_mounted_after_the_stop()
    {
        var other = await LocalMachine.Make(Ct);
        await using (other)
        {
            await using var owner = other.NewDriver();
            Done(await owner.Start(Ct));
            var directory = Directory.CreateDirectory(Path.Combine(other.State, "pool", ".given")).FullName;
            machine.Options["local_pool_path"] = directory;
            await using (var driver = machine.NewDriver())
            {
                Done(await driver.Start(Ct));
                var (share, path) = await Open(driver, "share-1");
                await using (var second = machine.NewDriver(state: Directory.CreateDirectory(Path.Combine(machine.State, "second")).FullName))
                {
                    var why = Assert.IsType<DriverResult.Unclear>(await second.Start(Ct)).Why;
                    Assert.Contains(directory, why, StringComparison.Ordinal);
                    Assert.Contains("local_pool_path", why, StringComparison.Ordinal);
                }
                await using (var mounted = (await machine.Net.NfsClients()[0].Mount(path, Ct)).Share!)
                    Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[] { 1 }, Ct)).End);
                Assert.Equal(3, Done(await driver.Inventory!.List(Ct)).Count + 1);
                Done(await driver.Delete(share, Ct));
            }
            Assert.True(Directory.Exists(Path.Combine(directory, ".snapshots")));
        }
    }

    [Fact]
    public async Task An_export_whose_content_is_gone_does_not_show_what_lies_below_and_does_not_keep_others_from_serving()
    {
        var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (_, lost) = await Open(driver, "share-lost");
        var (_, kept) = await Open(driver, "share-kept");
        await driver.DisposeAsync();

        var pool = Directory.CreateTempSubdirectory("abaca-pool-").FullName;
        await Run("mount", "--options", "loop", Path.Combine(machine.State, "pool.img"), pool);
        await Run("btrfs", "subvolume", "delete", Path.Combine(pool, "share-lost.img"));
        await Run("umount", pool);
        Directory.Delete(pool);

        await using var next = machine.NewDriver();
        Done(await next.Start(Ct));
        var client = machine.Net.NfsClients()[0];
        Assert.Null((await client.Mount(lost, Ct)).Share);
        await using var mounted = (await client.Mount(kept, Ct)).Share;
        Assert.NotNull(mounted);
    }

    /// <summary>The numbers in docs/adr/local-speed.md come from here; the bounds are wide, as test machines are busy.</summary>
    [Fact]
    public async Task Sixteen_at_once_are_quick_and_a_start_with_many_shares_too()
    {
        const int Shares = 100;
        var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var specs = Enumerable.Range(0, Shares).Select(i => Spec($"share-{i}")).ToList();
        var create = await Timed(specs, async spec => Done(await driver.Create(spec, Ct)));
        var export = await Timed(specs, async spec =>
            Done(await driver.SetAccess(spec, [new AccessRule("r", AccessType.Ip, "10.0.0.0/8", AccessLevel.Rw)], Ct)));
        await driver.DisposeAsync();
        await using var cold = machine.NewDriver();
        var since = Stopwatch.GetTimestamp();
        Done(await cold.Start(Ct));
        var coldStart = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        await ((LocalDriver)cold).Abandon();
        await using var warm = machine.NewDriver();
        since = Stopwatch.GetTimestamp();
        Done(await warm.Start(Ct));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"create: median {create:0} ms; first rule: median {export:0} ms; start with {Shares} exports: "
            + $"{coldStart:0} ms, taking over: {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms");
        Assert.InRange(create, 0, 1000);
    }

    static async Task<string> Run(params string[] arguments)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(arguments, TimeSpan.FromSeconds(30)), Ct);
        Assert.False(run.Failed, run.Summary);
        return run.Output;
    }

    static async Task<double> Timed(List<ShareSpec> specs, Func<ShareSpec, Task> work)
    {
        var times = new System.Collections.Concurrent.ConcurrentBag<double>();
        await Parallel.ForEachAsync(specs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (spec, _) =>
        {
            var since = Stopwatch.GetTimestamp();
            await work(spec);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        });
        var sorted = times.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
