using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Zfs.ZfsPair;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Content that goes elsewhere: clones and what hangs on them, copies between pools, migration, taking over.</summary>
public sealed class ZfsCopyTests : IAsyncLifetime
{
    ZfsPair pair = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => pair = await ZfsPair.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pair is null ? ValueTask.CompletedTask : pair.DisposeAsync();

    [Fact]
    public async Task A_share_from_a_snapshot_outlives_snapshot_and_source()
    {
        var (share, snapshot) = await Snapped();
        var (one, two) = (Share(), Share());
        foreach (var clone in new[] { one, two }) Succeed(await pair.Driver("za").CreateFromSnapshot(clone, snapshot, Ct));
        Succeed(await pair.Driver("za").DeleteSnapshot(snapshot, Ct));
        Assert.DoesNotContain(Succeed(await pair.Driver("za").List(Ct)), found => found.Kind == "snapshot");
        Succeed(await pair.Driver("za").Delete(share, Ct));
        Assert.Null(await pair.Dataset("za", share, Ct));
        foreach (var clone in new[] { one, two }) Assert.Equal("then", await pair.Read("za", clone, "file", Ct));
        Succeed(await pair.Driver("za").Delete(one, Ct));
        Assert.Equal("then", await pair.Read("za", two, "file", Ct));
        Succeed(await pair.Driver("za").Delete(two, Ct));
        Assert.Equal([ZfsHost.Pool], (await pair.Host("za").Datasets(ZfsHost.Pool, Ct)).Select(found => found.Name));
    }

    [Fact]
    public async Task A_share_goes_back_over_a_deleted_snapshot_that_another_share_was_made_of()
    {
        var (share, snapshot) = await Snapped();
        var younger = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(younger, Ct));
        var clone = Share();
        Succeed(await pair.Driver("za").CreateFromSnapshot(clone, younger, Ct));
        Succeed(await pair.Driver("za").DeleteSnapshot(younger, Ct));
        for (var time = 0; time < 2; time++)
        {
            var revertId = Guid.NewGuid().ToString();
            // On zfs-fuse a dataset may stay busy for longer than a call waits, and longer on a machine at work; the call is repeated then.
            await Eventually.Holds(
                () => pair.Driver("za").Revert(share, snapshot, revertId, Ct), end => end is DriverResult.Done, "the share is taken back", TimeSpan.FromMinutes(3), Ct);
            Assert.Equal("then", await pair.Read("za", share, "file", Ct));
            Assert.Equal("now", await pair.Read("za", clone, "file", Ct));
        }
        await pair.Write("za", share, "file", "new", Ct);
        Succeed(await pair.Driver("za").DeleteSnapshot(snapshot, Ct));
        foreach (var one in new[] { share, clone }) Succeed(await pair.Driver("za").Delete(one, Ct));
        Assert.Equal([ZfsHost.Pool], (await pair.Host("za").Datasets(ZfsHost.Pool, Ct)).Select(found => found.Name));
    }

    [Fact]
    public async Task A_share_from_a_snapshot_in_another_pool_is_a_copy_of_that_moment()
    {
        var (_, snapshot) = await Snapped();
        var copy = Share(ZfsHost.SecondPool, gib: 2);
        await Eventually.Holds(
            () => pair.Driver("za").CreateFromSnapshot(copy, snapshot, Ct), end => end is DriverResult<CreatedShare>.Done { Value.Ready: true }, "the copy is whole", Ct);
        Assert.Equal("then", await pair.Read("za", copy, "file", Ct));
        Assert.Equal(2L << 30, (await pair.Dataset("za", copy, Ct))!.Bytes("refquota"));
        Assert.Empty(await pair.Tags("za", copy, Ct));
        await pair.Write("za", copy, "file", "its own", Ct);
        Succeed(await pair.Driver("za").CreateFromSnapshot(copy, snapshot, Ct));
        Assert.Equal("its own", await pair.Read("za", copy, "file", Ct));
    }

    [Theory]
    [InlineData("za", ZfsHost.SecondPool)]
    [InlineData("zb", ZfsHost.Pool)]
    public async Task A_share_moves_with_its_snapshots_while_it_is_written_to(string backend, string pool)
    {
        var (share, snapshot) = await Snapped();
        var goal = Share(pool, share.ShareId);
        var migration = new Migration(share, goal, backend, [new SnapshotMove(snapshot, Snapshot(goal, snapshot.SnapshotId))]);
        Assert.True(Succeed(await pair.Driver("za").CheckMigration(migration, Ct)).Compatible);
        Succeed(await pair.Driver("za").StartMigration(migration, Ct));
        Succeed(await pair.Driver("za").StartMigration(migration, Ct));
        await pair.Write("za", share, "during", "the copy", Ct);
        await pair.Restart(Ct);
        await Eventually.Holds(() => pair.Driver("za").ContinueMigration(migration, Ct), look => look is DriverResult<int>.Done { Value: 100 }, "the first phase is over", Ct);
        await pair.Write("za", share, "late", "change", Ct);
        var moved = Succeed(await pair.Driver("za").CompleteMigration(migration, Ct));
        Assert.StartsWith(pair.Host(backend).Address, moved.Share.Exports[0].Path, StringComparison.Ordinal);
        Succeed(await pair.Driver("za").CompleteMigration(migration, Ct));
        Succeed(await pair.Driver("za").Delete(share, Ct));

        Assert.Null(await pair.Dataset("za", share, Ct));
        foreach (var (file, text) in new[] { ("file", "now"), ("during", "the copy"), ("late", "change") }) Assert.Equal(text, await pair.Read(backend, goal, file, Ct));
        Assert.Equal("off", (await pair.Dataset(backend, goal, Ct))!.Properties["readonly"]);
        var clone = Share(pool);
        Succeed(await pair.Driver(backend).CreateFromSnapshot(clone, Snapshot(goal, snapshot.SnapshotId), Ct));
        Assert.Equal("then", await pair.Read(backend, clone, "file", Ct));
        Assert.Single(await pair.Tags(backend, goal, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_snapshot_that_waits_for_its_clone_does_not_move(bool cloneStays)
    {
        var (share, snapshot) = await Snapped();
        var clone = Share();
        Succeed(await pair.Driver("za").CreateFromSnapshot(clone, snapshot, Ct));
        Succeed(await pair.Driver("za").DeleteSnapshot(snapshot, Ct));
        Assert.Single(await pair.Tags("za", share, Ct));
        var goal = Share(ZfsHost.SecondPool, share.ShareId);
        var migration = new Migration(share, goal, "za", []);
        Succeed(await pair.Driver("za").StartMigration(migration, Ct));
        await Eventually.Holds(() => pair.Driver("za").ContinueMigration(migration, Ct), look => look is DriverResult<int>.Done { Value: 100 }, "the first phase is over", Ct);
        if (!cloneStays) Succeed(await pair.Driver("za").Delete(clone, Ct));
        Succeed(await pair.Driver("za").CompleteMigration(migration, Ct));
        Assert.Empty(await pair.Tags("za", goal, Ct));
        Assert.Equal("now", await pair.Read("za", goal, "file", Ct));
    }

    [Fact]
    public async Task A_migration_that_is_cancelled_leaves_the_share_as_it_was()
    {
        var (share, snapshot) = await Snapped();
        var goal = Share(ZfsHost.SecondPool, share.ShareId);
        var migration = new Migration(share, goal, "za", [new SnapshotMove(snapshot, Snapshot(goal, snapshot.SnapshotId))]);
        Succeed(await pair.Driver("za").StartMigration(migration, Ct));
        Succeed(await pair.Driver("za").CancelMigration(migration, Ct));
        Succeed(await pair.Driver("za").CancelMigration(migration, Ct));
        Assert.Null(await pair.Dataset("za", goal, Ct));
        Assert.Single(await pair.Tags("za", share, Ct));
        await pair.Write("za", share, "file", "still mine", Ct);
    }

    [Fact]
    public async Task A_dataset_is_taken_over_with_content_and_snapshots_and_let_go_again()
    {
        var host = pair.Host("za");
        await host.Root(Ct, "zfs", "create", "trank/data");
        await host.Write("/srv/trank/data/file", "old", Ct);
        await host.Root(Ct, "zfs", "snapshot", "trank/data@monday");
        var share = Share() with { SizeGib = 0 };
        var managed = Succeed(await pair.Driver("za").Manage(share, new ExistingShare($"{host.Address}:/srv/trank/data", new Dictionary<string, string>()), Ct));
        Assert.Equal(1, managed.SizeGib);
        Assert.Equal("old", await pair.Read("za", share, "file", Ct));
        Succeed(await pair.Driver("za").Manage(share, new ExistingShare($"{host.Address}:/srv/trank/data", new Dictionary<string, string>()), Ct));
        var ours = share with { SizeGib = 1, Details = managed.Share.Details };
        var snapshot = Snapshot(ours);
        Succeed(await pair.Driver("za").ManageSnapshot(snapshot, new ExistingSnapshot("monday", new Dictionary<string, string>()), Ct));
        Succeed(await pair.Driver("za").ManageSnapshot(snapshot, new ExistingSnapshot("monday", new Dictionary<string, string>()), Ct));
        await pair.Write("za", ours, "file", "new", Ct);
        Succeed(await pair.Driver("za").Revert(ours, snapshot, Guid.NewGuid().ToString(), Ct));
        Assert.Equal("old", await pair.Read("za", ours, "file", Ct));
        Succeed(await pair.Driver("za").UnmanageSnapshot(snapshot, Ct));
        Succeed(await pair.Driver("za").Unmanage(ours, Ct));
        Assert.Equal("old", await pair.Read("za", ours, "file", Ct));

        Assert.IsType<DriverResult<ManagedShare>.Refused>(await pair.Driver("za").Manage(Share(), new ExistingShare("trank/nothing", new Dictionary<string, string>()), Ct));
        Assert.IsType<DriverResult<ManagedShare>.Refused>(await pair.Driver("za").Manage(Share(), new ExistingShare("trank", new Dictionary<string, string>()), Ct));
    }

    [Fact]
    public async Task Datasets_of_others_below_a_share_are_never_destroyed()
    {
        var share = Share();
        Succeed(await pair.Driver("za").Create(share, Ct));
        var name = (await pair.Dataset("za", share, Ct))!.Name;
        await pair.Host("za").Root(Ct, "zfs", "create", $"{name}/theirs");
        var end = Assert.IsType<DriverResult.Refused>(await pair.Driver("za").Delete(share, Ct));
        Assert.Contains("theirs", end.Why.Text, StringComparison.Ordinal);
        Assert.NotNull(await pair.Host("za").Dataset($"{name}/theirs", Ct));
        await Eventually.Holds(() => pair.Host("za").Try(Ct, "zfs", "destroy", $"{name}/theirs"), run => !run.Failed, "the other dataset is gone", Ct);
        Succeed(await pair.Driver("za").Delete(share, Ct));
    }

    async Task<(ShareSpec Share, SnapshotSpec Snapshot)> Snapped()
    {
        var share = Share();
        Succeed(await pair.Driver("za").Create(share, Ct));
        await pair.Write("za", share, "file", "then", Ct);
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        await pair.Write("za", share, "file", "now", Ct);
        return (share, snapshot);
    }
}
