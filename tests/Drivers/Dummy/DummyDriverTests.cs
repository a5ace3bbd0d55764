using Abaca.Drivers.Dummy;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Dummy;

/// <summary>What is the Dummy driver's own: delays, failures, copies that take time, keys, and its memory.</summary>
public sealed class DummyDriverTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("abaca-dummy-").FullName;
    readonly SteppedTime time = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Exports_are_those_of_manilas_dummy()
    {
        var driver = await Started();
        var share = Share() with { ShareId = "11111111-2222-3333-4444-555555555555", InstanceId = "66666666-7777-8888-9999-000000000000" };
        const string path = "/path/to/fake/share/share_11111111_2222_3333_4444_555555555555_66666666_7777_8888_9999_000000000000";
        Assert.Equal(
            [("10.0.0.10:" + path, true, false), ("10.0.0.20:" + path, false, false), ("11.0.0.11:" + path, false, true)],
            Value(await driver.Create(share, Ct)).Exports.Select(export => (export.Path, export.Preferred, export.AdminOnly)));

        var named = Value(await driver.Create(Share() with { MountPointName = "p_data" }, Ct));
        Assert.Equal("10.0.0.10:/path/to/fake/share/p_data", named.Exports[0].Path);
    }

    [Fact]
    public async Task A_move_that_is_completed_twice_keeps_what_was_written_at_its_new_place()
    {
        var driver = await Started(("dummy_pools", "a:9,b:9"));
        var move = new Migration(Share(gib: 2, pool: "a"), Share(gib: 2, pool: "b"), "dummy1", []);
        Value(await driver.Create(move.Source, Ct));
        driver.Fill(move.Source.InstanceId, 2L << 30); // full
        Assert.Equal(new DriverResult.Done(), await driver.StartMigration(move, Ct));
        Value(await driver.CompleteMigration(move, Ct));
        driver.Fill(move.Destination.InstanceId, 7);
        Value(await driver.CompleteMigration(move, Ct));
        Assert.Equal(7, Held(driver, move.Destination).UsedBytes);

        Assert.Equal(new DriverResult.Done(), await driver.Delete(move.Source, Ct));
        Value(await driver.CompleteMigration(move, Ct));
        Assert.IsType<DriverResult.Refused>(await driver.CancelMigration(move, Ct));
        Assert.Equal(7, Held(driver, move.Destination).UsedBytes);
    }

    [Fact]
    public async Task A_look_that_comes_too_late_takes_nothing_back_from_a_promoted_replica()
    {
        var driver = await Started(("dummy_pools", "a:9,b:9"));
        var active = Share(gib: 2, pool: "a");
        var replica = Share(gib: 2, pool: "b") with { ShareId = active.ShareId };
        var late = Set(replica, active);
        Value(await driver.Create(active, Ct));
        driver.Fill(active.InstanceId, 2L << 30);
        Value(await driver.CreateReplica(late, Ct));
        Assert.Equal(2L << 30, Held(driver, replica).UsedBytes);
        Value(await driver.PromoteReplica(late, Ct));
        driver.Fill(replica.InstanceId, 7);

        Assert.IsType<DriverResult<ReplicaReport>.Unclear>(await driver.UpdateReplica(late, Ct));
        Value(await driver.PromoteReplica(late, Ct));
        Assert.Equal(7, Held(driver, replica).UsedBytes);
        Value(await driver.UpdateReplica(Set(active, replica), Ct));
        Assert.Equal(7, Held(driver, active).UsedBytes);
        Value(await driver.PromoteReplica(Set(active, replica), Ct));
        Value(await driver.UpdateReplica(late, Ct));

        static ReplicaSet Set(ShareSpec replica, ShareSpec active) =>
            new(new Replica(replica, "dummy", null), new Replica(active, "dummy", ReplicaState.Active), [], "readable", []);
    }

    static HeldShare Held(DummyDriver driver, ShareSpec share) => driver.Holds().Shares.Single(held => held.InstanceId == share.InstanceId);

    [Fact]
    public async Task Without_configuration_there_is_one_pool_as_in_manila_and_nothing_is_slow()
    {
        var driver = await Started();
        var report = Value(await driver.Report(Ct));
        Assert.Equal("NFS_CIFS_CEPHFS", report.StorageProtocol);
        var pool = Assert.Single(report.Pools);
        Assert.Equal(("fake_pool_for_dummy1", 1230.0, 1230.0, 0.0), (pool.Name, pool.TotalGib, pool.FreeGib, pool.ProvisionedGib));
        Assert.Empty(time.Waited);
    }

    [Fact]
    public async Task Pools_fill_up_each_on_its_own_and_a_thin_one_never_does()
    {
        var driver = await Started(("dummy_pools", "a:3,b:5"));
        Value(await driver.Create(Share(gib: 3, pool: "a"), Ct));
        var refused = Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Create(Share(gib: 1, pool: "a"), Ct));
        Assert.Equal(MessageDetail.FilterCapacity, refused.Why.Detail);
        Value(await driver.Create(Share(gib: 4, pool: "b"), Ct));
        Assert.Equal([0.0, 1.0], Value(await driver.Report(Ct)).Pools.Select(pool => pool.FreeGib));

        var thin = await Started(("dummy_pools", "a:3"), ("dummy_thin_provisioning", "true"));
        Value(await thin.Create(Share(gib: 7, pool: "a"), Ct));
        var pool = Assert.Single(Value(await thin.Report(Ct)).Pools);
        Assert.Equal((3.0, 7.0, true), (pool.FreeGib, pool.ProvisionedGib, pool.ThinProvisioning));
    }

    [Fact]
    public async Task A_method_takes_as_long_as_it_is_told_by_either_name()
    {
        var driver = await Started(
            ("dummy_driver_default_driver_method_delay", "2.5"),
            ("dummy_driver_driver_methods_delays", "do_setup:0,create_share:3.98,delete:1,create_replica:3"));
        var share = Share();
        Value(await driver.Create(share, Ct));
        await driver.Report(Ct);
        await driver.Delete(share, Ct);
        driver.Slow(DummyMethod.Delete, TimeSpan.FromSeconds(9));
        await driver.Delete(share, Ct);
        Assert.Equal([3.98, 2.5, 1, 9], time.Waited.Select(waited => waited.TotalSeconds));
    }

    [Fact]
    public async Task A_method_fails_as_often_and_in_the_way_it_is_told()
    {
        var driver = await Started(("dummy_failures", "create:refuse*1,delete_share:unclear*2,shrink:throw,extend:lost"));
        var share = Share();
        Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Create(share, Ct));
        Assert.Empty(driver.Holds().Shares);
        Value(await driver.Create(share, Ct));

        Assert.IsType<DriverResult.Unclear>(await driver.Extend(share, 4, Ct));
        Assert.Equal(4, Assert.Single(driver.Holds().Shares).SizeGib); // it was done, only the answer was lost
        await Assert.ThrowsAsync<InvalidOperationException>(() => driver.Shrink(share, 1, Ct));
        driver.Fail(DummyMethod.Shrink, null);
        Assert.Equal(new DriverResult.Done(), await driver.Shrink(share, 1, Ct));

        Assert.IsType<DriverResult.Unclear>(await driver.Delete(share, Ct));
        Assert.IsType<DriverResult.Unclear>(await driver.Delete(share, Ct));
        Assert.Single(driver.Holds().Shares);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.Equal(5, driver.Failed);
    }

    [Fact]
    public async Task A_probable_failure_happens_about_that_often()
    {
        var driver = await Started(("dummy_failures", "report:unclear@0.3"));
        for (var i = 0; i < 2000; i++) await driver.Report(Ct);
        Assert.InRange(driver.Failed, 450, 750); // 600 expected, 7 standard deviations either way
    }

    [Fact]
    public async Task A_share_from_a_snapshot_gets_ready_as_time_passes()
    {
        var driver = await Started(("dummy_clone_seconds", "10"));
        var source = Share();
        Value(await driver.Create(source, Ct));
        var snapshot = new SnapshotSpec("s", "s", "snap", source, 1, new Dictionary<string, string>());
        Value(await driver.CreateSnapshot(snapshot, Ct));
        var clone = Share();
        Assert.False(Value(await driver.CreateFromSnapshot(clone, snapshot, Ct)).Ready);
        Assert.Equal(0, Value(await driver.Progress(clone, Ct)));
        time.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal(40, Value(await driver.Progress(clone, Ct)));
        Assert.False(Value(await driver.CreateFromSnapshot(clone, snapshot, Ct)).Ready);
        time.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal(100, Value(await driver.Progress(clone, Ct)));
        Assert.True(Value(await driver.CreateFromSnapshot(clone, snapshot, Ct)).Ready);
    }

    [Fact]
    public async Task A_cephx_rule_has_a_key_that_stays_and_goes_with_it()
    {
        var driver = await Started();
        var share = Share();
        Value(await driver.Create(share, Ct));
        AccessRule[] rules =
        [
            new("r1", AccessType.Cephx, "alice", AccessLevel.Rw), new("r2", AccessType.Ip, "192.0.2.1", AccessLevel.Ro),
            new("r3", AccessType.User, "bob", AccessLevel.Rw), new("r4", AccessType.Cert, "carol", AccessLevel.Rw),
        ];
        var first = Value(await driver.SetAccess(share, rules, Ct));
        Assert.Equal(40, first[0].AccessKey?.Length);
        Assert.All(first.Skip(1), outcome => Assert.Null(outcome.AccessKey));
        Assert.Equal(first, Value(await driver.SetAccess(share, rules, Ct)));
        await driver.SetAccess(share, [], Ct);
        Assert.NotEqual(first[0].AccessKey, Value(await driver.SetAccess(share, rules, Ct))[0].AccessKey);
    }

    [Fact]
    public async Task With_a_state_file_it_remembers_in_the_next_life_even_after_half_a_line()
    {
        var driver = await Started(("dummy_state_file", "held"));
        var (kept, gone) = (Share(), Share());
        Value(await driver.Create(kept, Ct));
        Value(await driver.Create(gone, Ct));
        Value(await driver.SetAccess(kept, [new("r1", AccessType.Cephx, "alice", AccessLevel.Rw)], Ct));
        var key = driver.Holds().Shares.Single(share => share.InstanceId == kept.InstanceId).Rules.Single().Key;
        await driver.Delete(gone, Ct);
        await File.AppendAllTextAsync(Path.Combine(directory, "held"), "{\"Share\":{\"InstanceId\":\"cut o", Ct);

        for (var life = 0; life < 2; life++)
        {
            var next = await Started(("dummy_state_file", "held"));
            var share = Assert.Single(next.Holds().Shares);
            Assert.Equal((kept.InstanceId, kept.Name, 1), (share.InstanceId, share.Name, share.SizeGib));
            Assert.Equal(key, share.Rules.Single().Key);
        }
    }

    [Fact]
    public async Task A_damaged_state_file_is_told_and_not_overwritten()
    {
        var file = Path.Combine(directory, "held");
        await File.WriteAllTextAsync(file, "rubbish\n{\"ShareGone\":\"x\"}\n", Ct);
        var driver = DummySection.Driver(directory, new() { ["dummy_state_file"] = "held" }, time);
        var told = Assert.IsType<DriverResult.Unclear>(await driver.Start(Ct));
        Assert.Contains("line 1", told.Why, StringComparison.Ordinal);
        Assert.IsType<DriverResult<BackendReport>.Unclear>(await driver.Report(Ct));
        Assert.StartsWith("rubbish", await File.ReadAllTextAsync(file, Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dummy_pools", "pool1")]
    [InlineData("dummy_pools", "pool1:much")]
    [InlineData("dummy_pools", "pool1:0")]
    [InlineData("dummy_pools", "a:1,a:2")]
    [InlineData("dummy_failures", "create:sometimes")]
    [InlineData("dummy_failures", "create:refuse@0")]
    [InlineData("dummy_failures", "create:refuse@1.5")]
    [InlineData("dummy_failures", "create:refuse*0")]
    [InlineData("dummy_failures", "fly:refuse")]
    [InlineData("dummy_driver_driver_methods_delays", "fly:1")]
    [InlineData("dummy_driver_driver_methods_delays", "create:-1")]
    [InlineData("dummy_access_types", "ip,dns")]
    public void A_senseless_value_is_told_with_its_option(string option, string value)
    {
        var told = Assert.Throws<OptionException>(() => DummySection.Driver(directory, new() { [option] = value }));
        Assert.Equal(option, told.Option);
        Assert.Matches("(write|keep|choose)", told.Problem);
    }

    [Theory]
    [InlineData("refuse", FailureKind.Refuse, 1.0, null)]
    [InlineData("Unclear@0.25", FailureKind.Unclear, 0.25, null)]
    [InlineData("lost*3", FailureKind.Lost, 1.0, 3)]
    [InlineData("throw@0.5*7", FailureKind.Throw, 0.5, 7)]
    public void A_failure_is_written_as_kind_probability_and_count(string text, FailureKind kind, double probability, int? count) =>
        Assert.Equal(new DummyFailure(kind, probability, count), DummyFailure.Parse(text));

    async Task<DummyDriver> Started(params (string Option, string Value)[] section)
    {
        var driver = DummySection.Driver(directory, section.ToDictionary(pair => pair.Option, pair => pair.Value), time);
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    static ShareSpec Share(int gib = 1, string pool = "fake_pool_for_dummy1")
    {
        var id = Guid.NewGuid().ToString();
        var none = new Dictionary<string, string>();
        return new ShareSpec(id, Guid.NewGuid().ToString(), "share-" + id, "p", pool, "NFS", gib, none, none, none);
    }

    static T Value<T>(DriverResult<T> result) => Assert.IsType<DriverResult<T>.Done>(result).Value;
}
