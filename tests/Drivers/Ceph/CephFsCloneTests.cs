using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Shares from snapshots while the cluster copies.</summary>
public sealed class CephFsCloneTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    const int Files = 400;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_that_takes_time_is_seen_on_its_way_and_ends_with_everything()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, snapshot) = await Filled(driver);
        var copy = CephFsSite.NewShare(gib: 2);
        var first = Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        Assert.False(first.Ready);
        var seen = new HashSet<int>();
        await Eventually.Holds(
            async () =>
            {
                var percent = Done(await driver.Cloning!.Progress(copy, Ct));
                seen.Add(percent);
                return percent;
            }, percent => percent == 100, "the copy is whole", Ct);
        Assert.Contains(seen, percent => percent < 100);
        var ready = Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        Assert.True(ready.Ready);
        Assert.Equal(CephFsSite.Gib(2), await site.Quota(copy.InstanceId, Ct));

        Done(await driver.SetAccess(copy, [CephFsSite.Rule("reader")], Ct));
        var mount = (await site.Client("reader").Mount(Assert.Single(ready.Exports).Path, Ct)).Share!;
        await using (mount) Assert.Equal(Files, (await mount.List(Ct)).Content.Count(one => one == '\n') + 1);
        await Remove(driver, snapshot, copy, share);
    }

    [Fact]
    public async Task Deleting_a_share_that_is_being_copied_stops_the_copy_and_frees_its_snapshot()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, snapshot) = await Filled(driver);
        var copy = CephFsSite.NewShare();
        Assert.False(Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready);
        Assert.IsType<DriverResult.Unclear>(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.IsNotType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await driver.SetAccess(copy, [CephFsSite.Rule("early")], Ct));

        Done(await driver.Delete(copy, Ct));
        Assert.DoesNotContain(copy.InstanceId, await site.Names("fs subvolume ls", Ct));
        await Eventually.Holds(() => driver.Snapshots!.DeleteSnapshot(snapshot, Ct), end => end is DriverResult.Done, "the snapshot is free", Ct);
        Done(await driver.Delete(copy, Ct));
        Done(await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task Copies_beyond_the_clusters_threads_wait_and_all_become_ready()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, snapshot) = await Filled(driver);
        var copies = Enumerable.Range(0, 8).Select(_ => CephFsSite.NewShare()).ToList();
        foreach (var copy in copies) Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        foreach (var copy in copies)
        {
            await Eventually.Holds(
                async () => Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready, ready => ready, "the copy is ready", Ct);
            Assert.Equal(CephFsSite.Gib(1), await site.Quota(copy.InstanceId, Ct));
        }
        await Remove(driver, snapshot, [.. copies, share]);
    }

    /// <summary>
    /// Ceph 16 takes any number of copies; later releases refuse while all threads are busy. Here the line between driver and cluster
    /// refuses, in their words.
    /// </summary>
    [Fact]
    public async Task Copies_that_the_cluster_refuses_while_it_is_busy_wait_their_turn_and_one_that_is_deleted_leaves_the_line()
    {
        var busy = new BusyCluster(most: 2);
        var driver = await site.Begin(busy.Around, ct: Ct);
        var (share, snapshot) = await Filled(driver);
        var copies = Enumerable.Range(0, 6).Select(_ => CephFsSite.NewShare()).ToList();
        foreach (var copy in copies) Assert.False(Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready);
        Assert.Equal(copies[..2].Select(copy => copy.InstanceId), busy.Begun);
        Assert.Equal(0, Done(await driver.Cloning!.Progress(copies[^1], Ct)));

        Done(await driver.Delete(copies[2], Ct)); // waits
        Done(await driver.Delete(copies[0], Ct)); // is being copied
        var left = copies.Where(copy => copy != copies[2] && copy != copies[0]).ToList();
        await Eventually.Holds(
            async () =>
            {
                // As the service asks: all of them again and again, in any order.
                foreach (var copy in left.AsEnumerable().Reverse()) Done(await driver.Cloning!.Progress(copy, Ct));
                return busy.Begun.Count;
            }, begun => begun == left.Count + 1, "all that are wanted have begun", Ct);
        Assert.Equal([copies[0].InstanceId, .. left.Select(copy => copy.InstanceId)], busy.Begun);
        Assert.True(busy.Refused > 0);
        foreach (var copy in left)
            await Eventually.Holds(
                async () => Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready, ready => ready, "the copy is ready", Ct);
        var there = await site.Names("fs subvolume ls", Ct);
        Assert.DoesNotContain(copies[0].InstanceId, there);
        Assert.DoesNotContain(copies[2].InstanceId, there);
        await Remove(driver, snapshot, [.. left, share]);
    }

    [Fact]
    public async Task A_copy_of_a_share_in_a_group_goes_where_it_is_wanted()
    {
        var driver = await site.Begin(ct: Ct);
        var group = new GroupSpec(Guid.NewGuid().ToString(), "project-a", "cephfs");
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.CreateGroup(group, Ct));
        var member = CephFsSite.NewShare(group: group.Id);
        Done(await driver.Create(member, Ct));
        var snapshot = CephFsSite.NewSnapshot(member);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        var (outside, inside) = (CephFsSite.NewShare(), CephFsSite.NewShare(group: group.Id));
        foreach (var copy in (ShareSpec[])[outside, inside])
            await Eventually.Holds(
                async () => Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready, ready => ready, "the copy is ready", Ct);
        Assert.Equal(CephFsSite.Gib(1), await site.Quota(outside.InstanceId, Ct));
        Assert.Equal(CephFsSite.Gib(1), await site.Quota(inside.InstanceId, Ct, group.Id));
        await Remove(driver, snapshot, outside, inside, member);
        Assert.Equal(new DriverResult.Done(), await driver.Groups!.DeleteGroup(group, Ct));
    }

    [Fact]
    public async Task A_copy_larger_than_the_share_is_refused_and_leaves_nothing()
    {
        var driver = await site.Begin(ct: Ct);
        var share = CephFsSite.NewShare(gib: 2);
        Done(await driver.Create(share, Ct));
        var snapshot = CephFsSite.NewSnapshot(share);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        var copy = CephFsSite.NewShare();
        var no = Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        Assert.Equal(MessageDetail.DriverFailedCreatingFromSnapshot, no.Why.Detail);
        Assert.DoesNotContain(copy.InstanceId, await site.Names("fs subvolume ls", Ct));
        await Remove(driver, snapshot, share);
    }

    [Fact]
    public async Task A_copy_that_the_cluster_has_forgotten_ends_in_an_error_and_its_share_can_be_deleted()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, copy) = (CephFsSite.NewShare(), CephFsSite.NewShare());
        Done(await driver.Create(share, Ct));
        var snapshot = CephFsSite.NewSnapshot(share);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        var taken = Assert.Single(await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", share.InstanceId)));

        // What a mgr leaves that dies between writing down the copy and putting it on its list.
        var attempt = await site.Client("admin").Mount($"{site.Cluster.MonitorAddress}:/", Ct);
        await using var root = (CephFuseMount)(attempt.Share ?? throw new InvalidOperationException(attempt.Said));
        var left = $"{root.Path}/volumes/_nogroup/{copy.InstanceId}";
        Directory.CreateDirectory($"{left}/content");
        await File.WriteAllTextAsync(
            $"{left}/.meta",
            $"""
            [GLOBAL]
            version = 2
            type = clone
            path = /volumes/_nogroup/{copy.InstanceId}/content
            state = pending

            [source]
            volume = cephfs
            subvolume = {share.InstanceId}
            snapshot = {taken}

            """, Ct);

        var no = Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        Assert.Equal(MessageDetail.DriverFailedCreatingFromSnapshot, no.Why.Detail);
        Assert.Contains(copy.InstanceId, no.Why.Text, StringComparison.Ordinal);
        Done(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Ensure(copy, [], Ct)); // nor when its source is gone
        Done(await driver.Delete(copy, Ct));
        Assert.True(Directory.Exists(left));
        Directory.Delete(left, recursive: true);
        Done(await driver.Delete(share, Ct));
    }

    /// <summary>A share with many small files, which take the cluster a while, and a snapshot of it.</summary>
    async Task<(ShareSpec Share, SnapshotSpec Snapshot)> Filled(IShareDriver driver)
    {
        var (share, writer) = (CephFsSite.NewShare(), $"writer-{Guid.NewGuid():N}");
        var created = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [CephFsSite.Rule(writer)], Ct));
        await using (var mount = (CephFuseMount)(await site.Client(writer).Mount(Assert.Single(created.Exports).Path, Ct)).Share!)
            foreach (var i in Enumerable.Range(0, Files)) await File.WriteAllTextAsync(Path.Combine(mount.Path, $"file-{i}"), "content", Ct);
        var snapshot = CephFsSite.NewSnapshot(share);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        return (share, snapshot);
    }

    static async Task Remove(IShareDriver driver, SnapshotSpec snapshot, params ShareSpec[] shares)
    {
        await Eventually.Holds(() => driver.Snapshots!.DeleteSnapshot(snapshot, Ct), end => end is DriverResult.Done, "the snapshot is gone", Ct);
        foreach (var share in shares) Done(await driver.Delete(share, Ct));
    }
}
