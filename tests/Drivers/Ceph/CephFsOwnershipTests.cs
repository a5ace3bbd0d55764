using Abaca.Drivers.CephFs;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A subvolume says whose it is; however it is spelled it is known again, and nobody else takes, changes or deletes it.</summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class CephFsOwnershipTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    static readonly Dictionary<string, string> NoOptions = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_spelling_of_a_tenants_subvolume_finds_it_and_takes_nothing(bool inGroup)
    {
        var driver = await site.Begin(ct: Ct);
        var group = inGroup ? Guid.NewGuid().ToString() : null;
        if (group is not null) Assert.Equal(new DriverResult.Done(), await driver.Groups!.CreateGroup(new GroupSpec(group, "project-a", "cephfs"), Ct));
        var share = CephFsSite.NewShare(group: group);
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [CephFsSite.Rule($"tenant{share.InstanceId[..8]}")], Ct));
        var path = made.Exports[0].Path[made.Exports[0].Path.IndexOf(":/", StringComparison.Ordinal)..][1..];
        var before = await Storage(share);
        foreach (var spelling in Spellings(share.InstanceId, group, path).Concat(Generated(share.InstanceId, group, path)))
        {
            var other = CephFsSite.NewShare(gib: 0);
            var existing = new ExistingShare(spelling, NoOptions);
            var found = Done(await driver.Managing!.Find(other, existing, Ct));
            Assert.Equal((made.Identity, share.InstanceId), (found.Identity, found.Mark?.InstanceId));
            Assert.Equal(MessageDetail.NotOwned, Refused(await driver.Managing!.Manage(other, existing with { Found = found with { Mark = null } }, Ct)).Detail);
        }
        Assert.Equal(before, await Storage(share));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task Two_sections_and_two_deployments_see_one_object_and_only_its_own_deletes_it()
    {
        var (driver, neighbour) = (await site.Begin(ct: Ct), await Other("another deployment"));
        var share = CephFsSite.NewShare();
        Done(await driver.Create(share, Ct));
        var (here, there) = (Only(await driver.Inventory!.Look(share, Ct)), Only(await neighbour.Inventory!.Look(share, Ct)));
        Assert.Equal((here.Identity, here.Mark), (there.Identity, there.Mark));
        Assert.Contains(Done(await neighbour.Inventory!.List(Ct)), found => found.Kind == "share" && found.Mark?.InstanceId == share.InstanceId);

        var before = await Storage(share);
        Assert.Equal(MessageDetail.NotOwned, Refused(await neighbour.Delete(share, Ct)).Detail);
        Refused(await neighbour.Resizing!.Extend(share, 3, Ct));
        Refused(await neighbour.Ensure(share with { SizeGib = 3 }, [], Ct));
        Refused(await neighbour.SetAccess(share, [CephFsSite.Rule("intruder")], Ct));
        Refused(await neighbour.Create(share with { SizeGib = 3 }, Ct));
        Assert.Equal(new DriverResult.Done(), await neighbour.Managing!.Unmanage(share, Ct));
        Assert.Equal(before, await Storage(share));
        Assert.Null(await site.Caps("intruder", Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.Equal(new DriverResult.Done(), await neighbour.Delete(share, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // of the first release, and let go before it got its mark
    public async Task What_was_let_go_is_no_rows_from_before_and_can_be_taken_again(bool marked)
    {
        var driver = await site.Begin(ct: Ct);
        var share = CephFsSite.NewShare();
        var made = Done(await driver.Create(share, Ct));
        if (!marked) await Unmark(share.InstanceId);
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.Unmanage(share, Ct));
        var (row, before) = (share with { ObjectIdentity = made.Identity }, await Storage(share));
        Refused(await driver.Ensure(row with { SizeGib = 3 }, [CephFsSite.Rule("intruder")], Ct));
        Refused(await driver.Create(row, Ct));
        Refused(await driver.Resizing!.Extend(row, 3, Ct));
        Refused(await driver.SetAccess(row, [CephFsSite.Rule("intruder")], Ct));
        Refused(await driver.Snapshots!.CreateSnapshot(CephFsSite.NewSnapshot(row), Ct));
        Assert.Contains("let go", Refused(await driver.Delete(row, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.Unmanage(row, Ct));
        Assert.Equal(before, await Storage(share));
        Assert.Empty(await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", share.InstanceId)));
        Assert.True(Only(await driver.Inventory!.Look(row, Ct)) is { IsLetGo: true, Mark: null });

        var again = CephFsSite.NewShare(gib: 0);
        var existing = new ExistingShare(share.InstanceId, NoOptions);
        var managed = Done(await driver.Managing!.Manage(again, existing with { Found = Done(await driver.Managing!.Find(again, existing, Ct)) }, Ct));
        Assert.Equal(made.Identity, managed.Share.Identity);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(again with { SizeGib = 1, Details = managed.Share.Details }, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_that_was_let_go_or_made_by_hand_keeps_its_share_with_its_rules(bool byHand)
    {
        var driver = await site.Begin(ct: Ct);
        var share = CephFsSite.NewShare();
        Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [CephFsSite.Rule($"tenant{share.InstanceId[..8]}")], Ct));
        var snapshot = CephFsSite.NewSnapshot(share);
        var name = byHand ? "by-hand" : snapshot.SnapshotId;
        (string, object)[] member = [("vol_name", "cephfs"), ("sub_name", share.InstanceId), ("snap_name", name)];
        if (byHand) await site.Cluster.Manager("fs subvolume snapshot create", Ct, member);
        else
        {
            Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
            Assert.Equal(new DriverResult.Done(), await driver.Managing!.UnmanageSnapshot(snapshot, Ct));
            Assert.Contains("let go", Refused(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct)).Text, StringComparison.Ordinal);
        }
        var before = await Storage(share);
        Assert.Contains(name, Refused(await driver.Delete(share, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(before, await Storage(share));
        await site.Cluster.Manager("fs subvolume snapshot rm", Ct, member);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task What_the_first_release_made_is_its_rows_by_name_or_by_record_and_gets_its_mark()
    {
        var driver = await site.Begin(ct: Ct);
        var share = CephFsSite.NewShare();
        Done(await driver.Create(share, Ct));
        await Unmark(share.InstanceId);
        Done(await driver.Ensure(share, [], Ct));
        Assert.Equal(share.InstanceId, Only(await driver.Inventory!.Look(share, Ct)).Mark?.InstanceId);
        await Unmark(share.InstanceId);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));

        var adopted = CephFsSite.NewShare(gib: 1) with { Details = new Dictionary<string, string> { [SubvolumeName.NameDetail] = "by-hand-1" } };
        await MakeByHand("by-hand-1");
        Assert.Equal(MessageDetail.NotOwned, Refused(await driver.Delete(adopted, Ct)).Detail);
        Assert.NotNull(await site.Quota("by-hand-1", Ct));
        var known = adopted with { ObjectIdentity = Only(await driver.Inventory!.Look(adopted, Ct)).Identity };
        Done(await driver.Ensure(known, [], Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(adopted, Ct)); // its mark proves it now
        Assert.Null(await site.Quota("by-hand-1", Ct));
    }

    [Fact]
    public async Task What_was_given_back_bears_no_mark_and_can_be_taken_again()
    {
        var driver = await site.Begin(ct: Ct);
        await MakeByHand("by-hand-2");
        var share = CephFsSite.NewShare(gib: 0);
        var existing = new ExistingShare("by-hand-2", NoOptions);
        existing = existing with { Found = Done(await driver.Managing!.Find(share, existing, Ct)) };
        Done(await driver.Managing!.Manage(share, existing, Ct));
        Refused(await driver.Managing!.Manage(CephFsSite.NewShare(gib: 0), existing, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.GiveBack(share, existing, Ct));
        var again = CephFsSite.NewShare(gib: 0);
        Assert.Null(Done(await driver.Managing!.Find(again, existing, Ct)).Mark);
        var managed = Done(await driver.Managing!.Manage(again, existing, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.GiveBack(share, existing, Ct)); // late, and of another: nothing happens
        Assert.Equal(new DriverResult.Done(), await driver.Delete(again with { SizeGib = 1, Details = managed.Share.Details }, Ct));
    }

    [Fact]
    public async Task A_snapshot_is_taken_over_dropped_and_let_go_of_by_its_own_row_only()
    {
        var (driver, neighbour) = (await site.Begin(ct: Ct), await Other("another deployment"));
        var share = CephFsSite.NewShare();
        Done(await driver.Create(share, Ct));
        var (snapshot, other) = (CephFsSite.NewSnapshot(share), CephFsSite.NewSnapshot(share) with { SizeGib = 0 });
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        foreach (var spelling in new[] { snapshot.SnapshotId, $"./{snapshot.SnapshotId}/", $"{share.InstanceId}@{snapshot.SnapshotId}", $"/volumes/_nogroup/{share.InstanceId}/.snap/{snapshot.SnapshotId}" })
        {
            var existing = new ExistingSnapshot(spelling, NoOptions);
            var found = Done(await driver.Managing!.FindSnapshot(other, existing, Ct));
            Assert.Equal((Only(await driver.Inventory!.Look(snapshot, Ct)).Identity, snapshot.SnapshotId), (found.Identity, found.Mark?.SnapshotId));
            Refused(await driver.Managing!.ManageSnapshot(other, existing with { Found = found with { Mark = null } }, Ct));
        }
        Assert.IsType<DriverResult.Refused>(await neighbour.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await neighbour.Managing!.UnmanageSnapshot(snapshot, Ct));
        Assert.Equal([snapshot.SnapshotId], await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", share.InstanceId)));
        Assert.Equal(new DriverResult.Done(), await driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task A_copy_bears_the_mark_of_its_own_row()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, copy) = (CephFsSite.NewShare(), CephFsSite.NewShare());
        Done(await driver.Create(share, Ct));
        var snapshot = CephFsSite.NewSnapshot(share);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        await Eventually.Holds(async () => Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready, ready => ready, "the copy is ready", Ct);
        Assert.Equal(copy.InstanceId, Only(await driver.Inventory!.Look(copy, Ct)).Mark?.InstanceId);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(copy, Ct));
        await Eventually.Holds(() => driver.Snapshots!.DeleteSnapshot(snapshot, Ct), end => end is DriverResult.Done, "the snapshot is gone", Ct);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    static IEnumerable<string> Spellings(string name, string? group, string path) =>
    [
        group is null ? name : $"{group}/{name}", $"{group ?? "_nogroup"}/{name}", $"{group ?? "_nogroup"}//{name}/", $"./{group ?? "_nogroup"}/./{name}",
        $"/volumes/{group ?? "_nogroup"}/{name}", $"volumes/{group ?? "_nogroup"}/{name}/", path, path + "/", path + "/below/..",
        $"mon:{path}", $"192.0.2.1:6789,192.0.2.2:6789:{path}", $"[2001:DB8::1]:6789:{path}", $"[v2:[2001:db8::1]:3300/0,v1:[2001:db8::1]:6789/0]:{path}", $" MON.example.org:{path} ",
    ];

    static IEnumerable<string> Generated(string name, string? group, string path)
    {
        var random = new Random(20261130);
        string[] noise = ["/", "//", "/./", "/x/../", "/././"], addresses = ["", "a:", "10.0.0.1:6789:", "[::1]:", "[fe80::1]:6789,[fe80::2]:6789:"];
        string Noise() => noise[random.Next(noise.Length)];
        for (var i = 0; i < 12; i++)
        {
            var tail = random.Next(2) == 0 ? "" : Noise() + path.Split('/')[^1];
            yield return $"{addresses[random.Next(addresses.Length)]}{Noise()}volumes{Noise()}{group ?? "_nogroup"}{Noise()}{name}{tail}";
        }
    }

    async Task<IShareDriver> Other(string deployment)
    {
        var driver = new CephFsDriverFactory().Create(site.Settings() with { Section = "other", Deployment = deployment });
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    /// <summary>Names, size, rules and notes: what a management could touch.</summary>
    async Task<string> Storage(ShareSpec share)
    {
        (string, object)[] member = share.GroupId is null
            ? [("vol_name", "cephfs"), ("sub_name", share.InstanceId)]
            : [("vol_name", "cephfs"), ("sub_name", share.InstanceId), ("group_name", share.GroupId)];
        var notes = await site.Cluster.Manager("fs subvolume metadata ls", Ct, member);
        var rules = await site.Cluster.Manager("fs subvolume authorized_list", Ct, member);
        var names = await site.Names("fs subvolume ls", Ct);
        return string.Join('\n', [notes, rules, string.Join(',', names.Order(StringComparer.Ordinal)), await site.Quota(share.InstanceId, Ct, share.GroupId)]);
    }

    Task Unmark(string name) => site.Cluster.Manager("fs subvolume metadata rm", Ct, ("vol_name", "cephfs"), ("sub_name", name), ("key_name", "abaca_owner"));

    Task MakeByHand(string name) => site.Cluster.Manager("fs subvolume create", Ct, ("vol_name", "cephfs"), ("sub_name", name), ("size", 1L << 30));

    static BackendObject Only(DriverResult<IReadOnlyList<BackendObject>> result) => Assert.Single(Done(result));
}
