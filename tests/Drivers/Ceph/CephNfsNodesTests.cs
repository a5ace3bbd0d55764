using System.Diagnostics;
using System.Text;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Two Ganesha nodes, one of which comes and goes; real daemons, real SSH, real clients.</summary>
public sealed class CephNfsNodesTests(CephNfsGroundOfAClass fixture, ITestOutputHelper output) : IClassFixture<CephNfsGroundOfAClass>
{
    readonly CephNfsGround ground = fixture.Ground;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    CephNfsMachine A => ground.Machines[0];

    CephNfsMachine B => ground.Machines[1];

    string Client => ground.Net.NfsClients()[0].Identity;

    static ShareSpec NewShare() => NewShare(Guid.NewGuid().ToString("D"));

    static ShareSpec NewShare(string id) => new(
        id, id, "share-" + id, "project", "cephfs", "NFS", 1,
        new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());

    static AccessRule Rule(string to, AccessLevel level = AccessLevel.Rw) => new(Guid.NewGuid().ToString("D"), AccessType.Ip, to, level);

    async Task<IShareDriver> Started()
    {
        var driver = ground.NewDriver();
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    async Task<NfsExport> Stored(ShareSpec share) =>
        NfsExport.Parse((await ground.Objects.Read("ganesha-export-" + share.Name, Ct)).Content!)!;

    /// <summary>Clients of the export as a node shows them; empty when it has none.</summary>
    static async Task<IReadOnlyList<string>> Shown(CephNfsMachine machine, int id)
    {
        var shown = await new DBusSend(new LocalCommandRunner(TimeProvider.System), machine.Ganesha.BusAddress).Display(id, Ct);
        return shown.End == BusEnd.Done ? [.. shown.Value!.Select(client => $"{client.To} {client.Writable}")] : [];
    }

    T Value<T>(DriverResult<T> result) => result is DriverResult<T>.Done done
        ? done.Value
        : throw new InvalidOperationException($"{result}; the driver said: {ground.Log.All}; Ganesha: {string.Join('\n', A.Ganesha.Log.Split('\n').TakeLast(20))}");

    async Task<ClientAnswer> WriteThrough(CephNfsMachine machine, string path)
    {
        var mount = await ground.Net.NfsClients()[0].Mount($"{machine.Address}:{path}", Ct);
        if (mount.Share is null) return new ClientAnswer(ClientEnd.Denied, [], mount.Said);
        await using var share = mount.Share;
        return await share.Write("file", Encoding.UTF8.GetBytes("content"), Ct);
    }

    [Fact]
    public async Task Every_node_gets_a_change_and_serves_by_it()
    {
        await using var driver = await Started();
        var share = NewShare();
        var created = Value(await driver.Create(share, Ct));
        Assert.Equal([$"{A.Address}:{PathOf(created)}"], created.Exports.Select(export => export.Path));
        var watch = Stopwatch.StartNew();
        Assert.All(Value(await driver.SetAccess(share, [Rule(Client), Rule("10.0.0.0/8", AccessLevel.Ro)], Ct)), outcome => Assert.Null(outcome.Refused));
        output.WriteLine($"first rules: {watch.ElapsedMilliseconds} ms");
        var export = await Stored(share);
        Assert.InRange(export.Id, 1001, 65535);
        string[] expected = [$"{Client}/32 True", "10.0.0.0/8 False"];
        foreach (var machine in ground.Machines)
        {
            Assert.Equal(expected, await Shown(machine, export.Id));
            Assert.Equal(ClientEnd.Ok, (await WriteThrough(machine, export.Path)).End);
        }

        watch.Restart();
        Value(await driver.SetAccess(share, [Rule(Client, AccessLevel.Ro)], Ct));
        output.WriteLine($"changed rules: {watch.ElapsedMilliseconds} ms");
        foreach (var machine in ground.Machines) Assert.Equal(ClientEnd.ReadOnly, (await WriteThrough(machine, export.Path)).End);
        Assert.Equal(export.Id, (await Stored(share)).Id);

        Value(await driver.SetAccess(share, [], Ct));
        foreach (var machine in ground.Machines) Assert.Equal(ClientEnd.Denied, (await WriteThrough(machine, export.Path)).End);
        Assert.Null((await ground.Objects.Read("ganesha-export-" + share.Name, Ct)).Content);
        Assert.Null(await ground.Cluster.Key("ganesha-" + share.InstanceId, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task A_dead_node_is_fenced_does_not_stand_in_the_way_and_comes_back_with_all_rules()
    {
        await using var driver = await Started();
        var (old, changed) = (NewShare(), NewShare());
        foreach (var share in new[] { old, changed })
        {
            Value(await driver.Create(share, Ct));
            Value(await driver.SetAccess(share, [Rule(Client)], Ct));
        }
        var (oldExport, changedExport) = (await Stored(old), await Stored(changed));
        Assert.Equal(ClientEnd.Ok, (await WriteThrough(A, oldExport.Path)).End);
        await Eventually.Holds(() => Task.FromResult(ground.Log.All), log => log.Contains($"serves on {A.Address}", StringComparison.Ordinal), "a is watched", Ct);

        Assert.True(await ground.Sessions(A, Ct) >= 2, "a has a session for each export");
        var ofTheOther = await ground.Sessions(B, Ct);
        var watch = Stopwatch.StartNew();
        await A.Ganesha.Kill(Ct);
        await Eventually.Holds(() => Task.FromResult(ground.Log.All), log => log.Contains("Ended the CephFS sessions", StringComparison.Ordinal), "the dead node is fenced", Ct);
        Measured.Say($"fenced {watch.ElapsedMilliseconds} ms after the kill");
        Assert.Equal((0, ofTheOther), (await ground.Sessions(A, Ct), await ground.Sessions(B, Ct))); // every one of the dead, and nobody else's
        Assert.Equal(ClientEnd.Ok, (await WriteThrough(B, oldExport.Path)).End);
        Measured.Say($"the survivor takes a write {watch.ElapsedMilliseconds} ms after the kill");

        var fresh = NewShare();
        Value(await driver.Create(fresh, Ct));
        Assert.All(Value(await driver.SetAccess(fresh, [Rule(Client)], Ct)), outcome => Assert.Null(outcome.Refused));
        Value(await driver.SetAccess(changed, [Rule(Client, AccessLevel.Ro)], Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(old, Ct));
        var freshExport = await Stored(fresh);
        Assert.Equal(ClientEnd.Ok, (await WriteThrough(B, freshExport.Path)).End);

        await A.Ganesha.Start(Ct);
        await Eventually.Holds(() => Shown(A, freshExport.Id), clients => clients.SequenceEqual([$"{Client}/32 True"]), "a shows the new share", Ct);
        await Eventually.Holds(() => Shown(A, changedExport.Id), clients => clients.SequenceEqual([$"{Client}/32 False"]), "a shows the changed rule", Ct);
        Assert.Empty(await Shown(A, oldExport.Id));
        await A.Ganesha.WaitOutGrace(Ct);
        Assert.Equal(ClientEnd.Ok, (await WriteThrough(A, freshExport.Path)).End);
        foreach (var share in new[] { changed, fresh }) Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task What_a_killed_service_could_not_take_off_a_node_goes_with_the_next_one_and_the_operators_own_stays()
    {
        const int Own = 1990;
        var (share, operators) = (NewShare(), NewShare());
        NfsExport export, own;
        await using (var killed = await Started())
        {
            Value(await killed.Create(share, Ct));
            Value(await killed.SetAccess(share, [Rule(Client)], Ct));
            export = await Stored(share);
            own = export with { Id = Own, Path = PathOf(Value(await killed.Create(operators, Ct))), User = "operator" };
            Value(await killed.SetAccess(share, [], Ct));
        }
        foreach (var (of, one) in new[] { (share, export), (operators, own) })
        {
            var key = await ground.Cluster.Manager(
                "fs subvolume authorize", Ct, ("vol_name", "cephfs"), ("sub_name", of.InstanceId), ("auth_id", one.User), ("access_level", "rw"), ("tenant_id", "project"));
            await AddByHand(A, one with { Key = key.Trim() });
        }

        await using var next = await Started();
        await Eventually.Holds(() => Shown(A, export.Id), clients => clients.Count == 0, "what is gone goes", Ct);
        Assert.Single(await Shown(A, Own));
        Assert.Equal(new DriverResult.Done(), await next.Delete(share, Ct));
        Assert.Single(await Shown(A, Own));
        await A.Ganesha.Exports("RemoveExport", Ct, $"uint16:{Own}");
        Assert.Equal(new DriverResult.Done(), await next.Delete(operators, Ct));
    }

    static async Task AddByHand(CephNfsMachine machine, NfsExport export)
    {
        var file = Path.Combine(machine.Place, $"export-{export.Id}");
        await File.WriteAllTextAsync(file, export.Text(), Ct);
        await machine.Ganesha.Exports("AddExport", Ct, $"string:{file}", $"string:EXPORT(Export_Id={export.Id})");
        Assert.Single(await Shown(machine, export.Id));
    }

    [Fact]
    public async Task What_Manila_has_exported_is_taken_over_in_place()
    {
        await using var driver = await Started();
        var share = NewShare();
        var path = PathOf(Value(await driver.Create(share, Ct)));
        var key = await ground.Cluster.Manager(
            "fs subvolume authorize", Ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId), ("auth_id", "ganesha-" + share.InstanceId),
            ("access_level", "rw"), ("tenant_id", "project"));
        var name = "ganesha-export-" + share.Name;
        await ground.Objects.Write(name, $$"""
            EXPORT {
                CLIENT {
                    Access_Type = rw;
                    Clients = {{Client}};
                }
                Export_Id = 1977;
                FSAL {
                    Filesystem = cephfs;
                    Name = CEPH;
                    Secret_Access_Key = "{{key.Trim()}}";
                    User_Id = ganesha-{{share.InstanceId}};
                }
                Path = "{{path}}";
                Pseudo = "{{path}}";
                SecType = sys;
                Squash = None;
            }
            """, Ct);
        var index = await ground.Objects.Read("ganesha-export-index", Ct);
        await ground.Objects.Write("ganesha-export-index", $"# by hand\n{index.Content}%url rados://cephfs_data/{name}\n", Ct);
        await ground.Objects.Notify("ganesha-export-index", TimeSpan.FromSeconds(5), Ct);
        foreach (var machine in ground.Machines)
            await Eventually.Holds(() => Shown(machine, 1977), clients => clients.Count == 1, "Manila's export is served", Ct);
        Assert.Equal(ClientEnd.Ok, (await WriteThrough(A, path)).End);

        Assert.Equal([$"{Client}/32"], Value(await driver.ReadAccess(share, Ct)).Select(rule => rule.To));
        Value(await driver.SetAccess(share, [Rule(Client), Rule("10.0.0.0/8", AccessLevel.Ro)], Ct));
        var export = await Stored(share);
        Assert.Equal((1977, key.Trim(), 2), (export.Id, export.Key, export.Clients.Count));
        Assert.Single(ExportIndex.Urls((await ground.Objects.Read("ganesha-export-index", Ct)).Content!), url => url.EndsWith(share.Name, StringComparison.Ordinal));
        foreach (var machine in ground.Machines)
        {
            Assert.Equal([$"{Client}/32 True", "10.0.0.0/8 False"], await Shown(machine, 1977));
            Assert.Equal(ClientEnd.Ok, (await WriteThrough(machine, path)).End);
        }
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.StartsWith("# by hand\n", (await ground.Objects.Read("ganesha-export-index", Ct)).Content!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_services_at_once_lose_nothing_of_each_other()
    {
        await using var one = await Started();
        await using var other = await Started();
        var shares = Enumerable.Range(0, 8).Select(_ => NewShare()).ToList();
        foreach (var share in shares) Value(await one.Create(share, Ct));
        await Task.WhenAll(shares.Index().Select(async each =>
            // A node that is busy may not answer in time; the service repeats what is unclear.
            await Eventually.Holds(
                () => (each.Index % 2 == 0 ? one : other).SetAccess(each.Item, [Rule(Client)], Ct),
                end => end is DriverResult<IReadOnlyList<RuleOutcome>>.Done, "the rule is active", Ct)));
        var exports = await Task.WhenAll(shares.Select(Stored));
        Assert.Equal(shares.Count, exports.Select(export => export.Id).Distinct().Count());
        foreach (var machine in ground.Machines)
            foreach (var export in exports) Assert.Single(await Shown(machine, export.Id));
        var urls = ExportIndex.Urls((await ground.Objects.Read("ganesha-export-index", Ct)).Content!);
        Assert.All(shares, share => Assert.Contains($"rados://cephfs_data/ganesha-export-{share.Name}", urls));
        await Task.WhenAll(shares.Index().Select(each => (each.Index % 2 == 0 ? other : one).Delete(each.Item, Ct)));
        urls = ExportIndex.Urls((await ground.Objects.Read("ganesha-export-index", Ct)).Content!);
        Assert.All(shares, share => Assert.DoesNotContain($"rados://cephfs_data/ganesha-export-{share.Name}", urls));
    }

    [Fact]
    public async Task Killed_at_every_line_no_index_line_is_without_its_export_and_the_next_one_finishes()
    {
        var faults = new CommandFaults();
        await using var dying = ground.NewDriver(
            wrap: inner => new CephNfsWatchedCluster(inner, faults, () => { }),
            commands: new CephNfsWatchedCommands(new LocalCommandRunner(TimeProvider.System), faults, () => { }));
        Assert.Equal(new DriverResult.Done(), await dying.Start(Ct));
        await using var next = await Started();
        var share = NewShare();
        Value(await next.Create(share, Ct));
        AccessRule[] none = [], one = [Rule(Client)];
        foreach (var (before, wanted) in new[] { (none, one), (one, none) })
        {
            var lines = 0;
            for (var fired = true; fired;)
            {
                Value(await next.SetAccess(share, before, Ct));
                faults.Arm(Fault.ServiceKilled, ++lines);
                try
                {
                    await dying.SetAccess(share, wanted, Ct);
                }
                catch (ServiceKilledException)
                {
                    // Dead, here.
                }
                fired = faults.Fired;
                faults.Mend();
                await NothingDangles();
                Value(await next.SetAccess(share, wanted, Ct));
                Assert.Equal(wanted.Length, Value(await next.ReadAccess(share, Ct)).Count);
            }
            output.WriteLine($"from {before.Length} to {wanted.Length} rules: killed at {lines - 1} places");
            Assert.InRange(lines, 5, 100);
        }
        Assert.Equal(new DriverResult.Done(), await next.Delete(share, Ct));
        await NothingDangles();
    }

    async Task NothingDangles()
    {
        foreach (var url in ExportIndex.Urls((await ground.Objects.Read("ganesha-export-index", Ct)).Content!))
        {
            var content = (await ground.Objects.Read(url["rados://cephfs_data/".Length..], Ct)).Content;
            Assert.True(content is not null && NfsExport.Parse(content) is not null, $"{url}: {content}");
        }
    }

    static string PathOf(CreatedShare created) => created.Exports[0].Path.Split(':', 2)[1];
}
