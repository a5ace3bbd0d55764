using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Share groups as subvolume groups.</summary>
public sealed class CephFsGroupTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_groups_shares_lie_in_the_group_and_are_served_like_others()
    {
        var driver = await site.Begin(options: new Dictionary<string, string> { ["cephfs_volume_mode"] = "770" }, ct: Ct);
        var group = NewGroup();
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.CreateGroup(group, Ct));
        await site.Cluster.Manager("fs subvolumegroup create", Ct, ("vol_name", "cephfs"), ("group_name", group.Id), ("mode", "711"));
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.CreateGroup(group, Ct)); // found, and left as it is
        Assert.Contains(group.Id, await site.Names("fs subvolumegroup ls", Ct));

        var share = CephFsSite.NewShare(group: group.Id);
        var created = Done(await driver.Create(share, Ct));
        Assert.Contains($":/volumes/{group.Id}/{share.InstanceId}/", Assert.Single(created.Exports).Path, StringComparison.Ordinal);
        using (var facts = await site.Facts(share.InstanceId, Ct, group.Id))
            Assert.Equal(Convert.ToInt32("770", 8), facts!.RootElement.GetProperty("mode").GetInt32() & 0xfff);
        Done(await driver.SetAccess(share, [CephFsSite.Rule("member")], Ct));
        await using (var mount = (await site.Client("member").Mount(created.Exports[0].Path, Ct)).Share) Assert.NotNull(mount);
        Assert.Equal(new DriverResult.Done(), await driver.Resizing!.Extend(share, 3, Ct));
        Assert.Equal(CephFsSite.Gib(3), await site.Quota(share.InstanceId, Ct, group.Id));

        Assert.IsType<DriverResult.Refused>(await driver.Groups!.DeleteGroup(group, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.Null(await site.Caps("member", Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroup(group, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroup(group, Ct));
        Assert.DoesNotContain(group.Id, await site.Names("fs subvolumegroup ls", Ct));
    }

    [Fact]
    public async Task A_group_snapshot_is_one_of_every_member_or_of_none()
    {
        var driver = await site.Begin(ct: Ct);
        var group = NewGroup();
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.CreateGroup(group, Ct));
        var shares = new[] { CephFsSite.NewShare(group: group.Id), CephFsSite.NewShare(group: group.Id) };
        foreach (var share in shares) Done(await driver.Create(share, Ct));
        var snapshot = new GroupSnapshotSpec(Guid.NewGuid().ToString(), group, [.. shares.Select(CephFsSite.NewSnapshot)]);
        var details = Done(await driver.Groups!.CreateGroupSnapshot(snapshot, Ct));
        Assert.Equal(snapshot.Members.Select(member => member.InstanceId).Order(), details.Keys.Order());
        Done(await driver.Groups!.CreateGroupSnapshot(snapshot, Ct));
        Assert.Equal("1 1", await Counts(shares));

        var broken = snapshot with { Members = [.. shares.Select(CephFsSite.NewSnapshot), CephFsSite.NewSnapshot(CephFsSite.NewShare(group: group.Id))] };
        Assert.IsNotType<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>.Done>(
            await driver.Groups!.CreateGroupSnapshot(broken, Ct));
        Assert.Equal("1 1", await Counts(shares));

        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroupSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroupSnapshot(snapshot, Ct));
        Assert.Equal("0 0", await Counts(shares));
        foreach (var share in shares) Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroup(group, Ct));
    }

    async Task<string> Counts(IEnumerable<ShareSpec> shares)
    {
        List<int> counts = [];
        foreach (var share in shares)
            counts.Add((await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", share.InstanceId), ("group_name", share.GroupId!))).Count);
        return string.Join(' ', counts);
    }

    static GroupSpec NewGroup() => new(Guid.NewGuid().ToString(), "project-a", "cephfs");
}
