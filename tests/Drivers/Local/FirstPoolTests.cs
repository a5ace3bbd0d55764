using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A pool as the first release has left it: subvolumes with quota limits, read-only snapshots, an export with its rules.</summary>
public sealed class FirstPoolTests : IAsyncLifetime
{
    const string Share = "share-6d0a1e5c-3f0e-4c9b-8a53-0d5e7b1f2a01";
    const string Snapshot = "snapshot-9c1b7d2e-6a4f-4d1c-9e2b-5f3a8c7d6b02";

    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string PoolRoot => Path.Combine(machine.State, "pool");

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(machine.Log);
    }

    [Fact]
    public async Task Shares_snapshots_and_rules_are_there_after_the_move_and_nothing_is_left_of_the_old_pool()
    {
        await LayDown();
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));

        var client = machine.Net.NfsClients()[0];
        var mounted = await client.Mount($"{machine.Net.ServerAddress}:/{Share}", Ct);
        Assert.True(mounted.Share is not null, mounted.Said);
        await using (mounted.Share!)
        {
            Assert.Equal("after\n", Text(await mounted.Share!.Read("changed", Ct)));
            Assert.Equal("kept\n", Text(await mounted.Share!.Read("linked", Ct)));
            Assert.Equal(ClientEnd.Ok, (await mounted.Share!.Write("new", new byte[10], Ct)).End);
        }
        var moved = Path.Combine(machine.State, "shares", Share);
        Assert.Equal("1234 4321 640 2", (await Run("stat", "--format", "%u %g %a %h", Path.Combine(moved, "kept"))).Trim());
        Assert.Equal("1777", (await Run("stat", "--format", "%a", moved)).Trim());
        Assert.Equal("x"u8.ToArray(), LibC.ReadAttribute(Path.Combine(moved, "kept"), "user.note"));

        var spec = Spec(Share);
        var snapshot = new SnapshotSpec(Snapshot[^36..], Guid.NewGuid().ToString(), Snapshot, spec, 2, spec.Details);
        var clone = Spec("share-" + Guid.NewGuid()) with { SizeGib = 2 };
        Done(await driver.Ensure(spec, [Rule(client)], Ct));
        var copy = Done(await driver.Cloning!.CreateFromSnapshot(clone, snapshot, Ct));
        Done(await driver.SetAccess(clone, [Rule(client)], Ct));
        await using (var seen = (await client.Mount(copy.Exports[0].Path, Ct)).Share!)
            Assert.Equal("before\n", Text(await seen.Read("changed", Ct)));
        Assert.All(Done(await driver.Inventory!.List(Ct)).Where(one => one.Kind == "share"), one => Assert.Equal(2L << 30, one.SizeBytes));
        Assert.False(Directory.Exists(Path.Combine(PoolRoot, Share)));
        Assert.False(Directory.Exists(Path.Combine(PoolRoot, ".snapshots", Snapshot)));
        Done(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Done(await driver.Delete(spec, Ct));
    }

    [Fact]
    public async Task A_move_that_is_cut_short_loses_nothing_and_goes_on()
    {
        await LayDown();
        var cut = 1;
        for (var killed = true; killed; cut++)
        {
            var line = new CommandFaults();
            line.Arm(Fault.ServiceKilled, cut);
            var driver = machine.NewDriver(line.Around(new LocalCommandRunner(TimeProvider.System)), inner => new WatchedKernel(inner, line, () => { }));
            try
            {
                // On a busy machine a start may be unclear before it comes to the cut.
                var started = await driver.Start(Ct);
                Assert.False(started is DriverResult.Refused, started.ToString());
                killed = line.Fired || started is DriverResult.Unclear;
            }
            catch (ServiceKilledException)
            {
                // As it should: the next life goes on.
            }
            line.Mend();
            await ((LocalDriver)driver).Abandon();
        }
        Assert.True(cut > 10, $"only {cut} cuts");
        await using var last = machine.NewDriver();
        Done(await last.Start(Ct));
        await using var seen = (await machine.Net.NfsClients()[0].Mount($"{machine.Net.ServerAddress}:/{Share}", Ct)).Share!;
        Assert.Equal("after\n", Text(await seen.Read("changed", Ct)));
        Assert.Equal(2, Done(await last.Inventory!.List(Ct)).Count(one => one.Kind != "export"));
    }

    [Fact]
    public async Task Without_room_the_start_is_refused_with_the_way_out_and_the_old_pool_is_as_it_was()
    {
        await LayDown(fillMib: 700);
        machine.Options["local_pool_size_gib"] = "1";
        await using (var driver = machine.NewDriver())
        {
            var refused = Assert.IsType<DriverResult.Refused>(await driver.Start(Ct));
            Assert.Contains("local_pool_size_gib", refused.Why.Text);
            Assert.Equal("after\n", await File.ReadAllTextAsync(Path.Combine(PoolRoot, Share, "changed"), Ct));
        }
        machine.Options["local_pool_size_gib"] = "20";
        await using var roomy = machine.NewDriver();
        Done(await roomy.Start(Ct));
    }

    async Task LayDown(int fillMib = 1)
    {
        var image = Path.Combine(machine.State, "pool.img");
        await using (var file = File.Create(image)) file.SetLength(4L << 30);
        Directory.CreateDirectory(PoolRoot);
        var share = Path.Combine(PoolRoot, Share);
        await Run("sh", "-ec", $"""
            mkfs.btrfs --quiet '{image}'
            mount -o loop '{image}' '{PoolRoot}'
            btrfs quota enable '{PoolRoot}'
            mkdir '{PoolRoot}/.snapshots' '{PoolRoot}/.reverting'
            btrfs subvolume create '{share}'
            chmod 1777 '{share}'
            btrfs qgroup limit 2G '{share}'
            echo kept > '{share}/kept'; ln '{share}/kept' '{share}/linked'; chown 1234:4321 '{share}/kept'; chmod 640 '{share}/kept'
            echo before > '{share}/changed'
            btrfs subvolume snapshot -r '{share}' '{PoolRoot}/.snapshots/{Snapshot}'
            echo after > '{share}/changed'
            dd if=/dev/urandom of='{share}/filling' bs=1M count={fillMib} status=none
            """);
        using (var kept = File.OpenHandle(Path.Combine(share, "kept"), access: FileAccess.ReadWrite))
            Assert.Equal(0, LibC.SetAttribute(kept, "user.note", "x"u8.ToArray()));
        await Run("btrfs", "filesystem", "sync", PoolRoot);
        await Run("umount", PoolRoot);
        var layout = new GaneshaLayout(Path.Combine(machine.State, "ganesha"));
        Directory.CreateDirectory(layout.Exports);
        Directory.CreateDirectory(layout.Ids);
        await File.WriteAllTextAsync(Path.Combine(layout.Ids, $"{Share}.7"), "", Ct);
        await File.WriteAllTextAsync(
            Path.Combine(layout.Exports, $"{Share}.conf"),
            GaneshaConfig.Export(7, Path.Combine(machine.State, "shares", Share), ExportTable.PseudoOf(Share), [ExportClient.Parse(machine.Net.Network, writable: true)!]), Ct);
    }

    static async Task<string> Run(params string[] arguments)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(arguments, TimeSpan.FromSeconds(60)), Ct);
        Assert.False(run.Failed, run.Summary);
        return run.Output;
    }

    static AccessRule Rule(IShareClient client) => new(Guid.NewGuid().ToString(), AccessType.Ip, client.Identity, AccessLevel.Rw);

    static ShareSpec Spec(string name)
    {
        var none = new Dictionary<string, string>();
        return new ShareSpec(name[^36..], Guid.NewGuid().ToString(), name, "p", "local", "NFS", 2, none, none, none);
    }

    static string Text(ClientAnswer answer) => System.Text.Encoding.UTF8.GetString(answer.Content);
}
