using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Zfs.ZfsPair;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// Full shares that are copied, replicated, moved and taken over; and copies that end, are written to, and are asked for once more.
/// </summary>
public sealed class ZfsFullTests : IAsyncLifetime
{
    static readonly Dictionary<string, string> Nothing = [];

    ZfsPair pair = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => pair = await ZfsPair.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pair is null ? ValueTask.CompletedTask : pair.DisposeAsync();

    [Fact]
    public async Task A_full_share_is_copied_to_another_pool()
    {
        var share = await Full();
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        foreach (var gib in new[] { 1, 2 })
        {
            var copy = Share(ZfsHost.SecondPool, gib: gib);
            await UntilReady(copy, snapshot);
            Assert.Equal("here", await pair.Read("za", copy, "file", Ct));
            await UntilReady(copy, snapshot);
            Succeed(await pair.Driver("za").Ensure(copy, [], Ct));
            Assert.Equal(gib == 1, await IsFull("za", copy));
        }
    }

    [Fact]
    public async Task A_copy_that_is_asked_for_again_keeps_what_was_written_to_it()
    {
        var share = await Made("then");
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        var copy = Share(ZfsHost.SecondPool);
        await UntilReady(copy, snapshot);
        await pair.Write("za", copy, "file", "acknowledged", Ct);
        await pair.Restart(Ct);
        await UntilReady(copy, snapshot);
        Assert.Equal("acknowledged", await pair.Read("za", copy, "file", Ct));
    }

    [Fact]
    public async Task A_full_share_has_a_replica_that_follows_is_promoted_and_follows_again()
    {
        var active = await Full();
        var replica = Share(shareId: active.ShareId);
        await UntilInSync("zb", replica, active, "za");
        Assert.Equal("here", await pair.Read("zb", replica, "file", Ct));
        await Overwrite("za", active);
        await UntilInSync("zb", replica, active, "za");
        Succeed(await pair.Driver("zb").PromoteReplica(Set(replica, "zb", active, "za"), Ct));
        Assert.True(await IsFull("zb", replica));
        await Overwrite("zb", replica);
        await UntilInSync("za", active, replica, "zb");
        Succeed(await pair.Driver("za").Ensure(active, [], Ct));

        // It grows and follows, too.
        Succeed(await pair.Driver("zb").Extend(replica, 2, Ct));
        await UntilInSync("za", active with { SizeGib = 2 }, replica with { SizeGib = 2 }, "zb");
        Assert.Equal(2L << 30, (await pair.Dataset("za", active, Ct))!.Bytes("refquota"));
    }

    [Fact]
    public async Task A_look_that_comes_too_late_takes_nothing_back_from_the_promoted_one()
    {
        var active = await Made("one");
        var replica = Share(shareId: active.ShareId);
        await UntilInSync("zb", replica, active, "za");
        var late = Set(replica, "zb", active, "za");
        Succeed(await pair.Driver("zb").PromoteReplica(late, Ct));
        await pair.Write("zb", replica, "file", "acknowledged", Ct);

        Assert.IsType<DriverResult<ReplicaReport>.Unclear>(await pair.Driver("zb").UpdateReplica(late, Ct));
        await pair.Restart(Ct);
        Assert.IsType<DriverResult<ReplicaReport>.Unclear>(await pair.Driver("zb").UpdateReplica(late, Ct));
        Succeed(await pair.Driver("zb").PromoteReplica(late, Ct));
        Assert.Equal("acknowledged", await pair.Read("zb", replica, "file", Ct));
        await pair.Write("zb", replica, "file", "and more", Ct);
        await UntilInSync("za", active, replica, "zb");
        Assert.Equal("and more", await pair.Read("za", active, "file", Ct));

        // Back again: the one that was promoted last leads.
        Succeed(await pair.Driver("za").PromoteReplica(Set(active, "za", replica, "zb"), Ct));
        await pair.Write("za", active, "file", "home", Ct);
        Assert.IsType<DriverResult<ReplicaReport>.Unclear>(await pair.Driver("za").UpdateReplica(Set(active, "za", replica, "zb"), Ct));
        await UntilInSync("zb", replica, active, "za");
        Assert.Equal("home", await pair.Read("zb", replica, "file", Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_share_moves_and_its_last_copy_is_not_repeated_over_what_was_written_since(bool full)
    {
        var share = full ? await Full() : await Made("here");
        var move = new Migration(share, Share(shareId: share.ShareId), "zb", []);
        Succeed(await pair.Driver("za").StartMigration(move, Ct));
        await Copied(move);
        await pair.Write("za", share, full ? "file" : "late", full ? "here" : "late", Ct);
        Succeed(await pair.Driver("za").CompleteMigration(move, Ct));
        Assert.Equal("here", await pair.Read("zb", move.Destination, "file", Ct));
        Assert.Equal(full, await IsFull("zb", move.Destination));

        await pair.Write("zb", move.Destination, "file", "back", Ct);
        await pair.Restart(Ct);
        Succeed(await pair.Driver("za").ContinueMigration(move, Ct));
        Succeed(await pair.Driver("za").CompleteMigration(move, Ct));
        Assert.Equal("back", await pair.Read("zb", move.Destination, "file", Ct));
        Succeed(await pair.Driver("za").Delete(share, Ct));
        Succeed(await pair.Driver("za").CompleteMigration(move, Ct));
        Assert.Equal("back", await pair.Read("zb", move.Destination, "file", Ct));

        // What it was made of is gone: the copy is all that is left of the share.
        Assert.IsType<DriverResult.Refused>(await pair.Driver("za").CancelMigration(move, Ct));
        Assert.Equal("back", await pair.Read("zb", move.Destination, "file", Ct));
    }

    [Fact]
    public async Task A_move_of_a_full_share_is_cancelled_and_the_share_goes_on()
    {
        var share = await Full();
        var move = new Migration(share, Share(shareId: share.ShareId), "zb", []);
        Succeed(await pair.Driver("za").StartMigration(move, Ct));
        await Copied(move);
        Succeed(await pair.Driver("za").CancelMigration(move, Ct));
        Assert.Null(await pair.Dataset("zb", move.Destination, Ct));
        Assert.Equal("here", await pair.Read("za", share, "file", Ct));
        Succeed(await pair.Driver("za").Ensure(share, [], Ct));
        Succeed(await pair.Driver("za").Extend(share, 2, Ct));
        await pair.Write("za", share, "file", "more", Ct);
    }

    [Fact]
    public async Task A_full_share_is_let_go_of_and_taken_over_with_its_snapshot()
    {
        var share = await Full();
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        Succeed(await pair.Driver("za").UnmanageSnapshot(snapshot, Ct));
        Succeed(await pair.Driver("za").Unmanage(share, Ct));
        var taken = Share() with { SizeGib = 0 };
        var options = new Dictionary<string, string> { ["size"] = "1" };
        var managed = Succeed(await pair.Driver("za").Manage(taken, new ExistingShare(ZfsAtWork.DatasetOf(share), options), Ct));
        Assert.Equal(1, managed.SizeGib);
        var ours = taken with { SizeGib = 1, Details = managed.Share.Details };
        Assert.Equal("here", await pair.Read("za", ours, "file", Ct));
        var again = Snapshot(ours) with { SizeGib = 0 };
        var tag = (await pair.Tags("za", ours, Ct))[0];
        Assert.Equal(1, Succeed(await pair.Driver("za").ManageSnapshot(again, new ExistingSnapshot(tag, Nothing), Ct)).SizeGib);
    }

    [Fact]
    public async Task A_share_goes_back_to_when_it_held_more_than_its_size_is_now()
    {
        var share = Share(gib: 2);
        Succeed(await pair.Driver("za").Create(share, Ct));
        await Fill("za", share, 1500);
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        var path = (await pair.Dataset("za", share, Ct))!.Properties["mountpoint"];
        await pair.Host("za").Root(Ct, "rm", $"{path}/filling");
        await Eventually.Holds(() => pair.Driver("za").Shrink(share, 1, Ct), end => end is DriverResult.Done, "ZFS has counted what was removed", Ct);
        Succeed(await pair.Driver("za").Revert(share with { SizeGib = 1 }, snapshot, "back", Ct));
        var back = (await pair.Dataset("za", share, Ct))!;
        Assert.Equal(2L << 30, back.Bytes("refquota"));
        Assert.True(back.Bytes("referenced") > 1L << 30);
    }

    [Fact]
    public async Task A_snapshot_of_somebody_else_is_not_lost_when_a_share_goes_back()
    {
        var share = await Made("then");
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        await pair.Host("za").Root(Ct, "zfs", "snapshot", $"{ZfsAtWork.DatasetOf(share)}@hourly");
        var end = Assert.IsType<DriverResult.Refused>(await pair.Driver("za").Revert(share, snapshot, "one", Ct));
        Assert.Contains("hourly", end.Why.Text, StringComparison.Ordinal);
        Assert.Contains("hourly", await pair.Tags("za", share, Ct));
        await pair.Host("za").Root(Ct, "zfs", "destroy", $"{ZfsAtWork.DatasetOf(share)}@hourly");
        Succeed(await pair.Driver("za").Revert(share, snapshot, "two", Ct));
    }

    async Task<ShareSpec> Made(string text)
    {
        var share = Share();
        Succeed(await pair.Driver("za").Create(share, Ct));
        await pair.Write("za", share, "file", text, Ct);
        return share;
    }

    /// <summary>A share of 1 GiB that holds somewhat more than that.</summary>
    async Task<ShareSpec> Full()
    {
        var share = await Made("here");
        await Fill("za", share, 1100);
        Assert.True(await IsFull("za", share));
        return share;
    }

    /// <summary>Until nothing more fits, or so much has been written.</summary>
    async Task Fill(string backend, ShareSpec share, int mib)
    {
        var dataset = (await pair.Dataset(backend, share, Ct))!;
        await pair.Host(backend).Root(Ct, "zfs", "set", "checksum=off", dataset.Name);
        _ = await pair.Host(backend).Try(
            Ct, "dd", "if=/dev/zero", $"of={dataset.Properties["mountpoint"]}/filling", "bs=1M", string.Create(CultureInfo.InvariantCulture, $"count={mib}"), "conv=fsync");
    }

    /// <summary>Other content, and as much of it.</summary>
    async Task Overwrite(string backend, ShareSpec share)
    {
        var path = (await pair.Dataset(backend, share, Ct))!.Properties["mountpoint"];
        _ = await pair.Host(backend).Try(Ct, "dd", "if=/dev/urandom", $"of={path}/filling", "bs=1M", "count=8", "conv=fsync,notrunc");
        _ = await pair.Host(backend).Try(Ct, "dd", "if=/dev/urandom", $"of={path}/more", "bs=128k", "count=64", "conv=fsync");
    }

    async Task<bool> IsFull(string backend, ShareSpec share)
    {
        var path = (await pair.Dataset(backend, share, Ct))!.Properties["mountpoint"];
        var more = await pair.Host(backend).Try(Ct, "dd", "if=/dev/zero", $"of={path}/probe", "bs=1M", "count=32", "conv=fsync");
        await pair.Host(backend).Root(Ct, "rm", "-f", $"{path}/probe");
        return more.Failed;
    }

    Task UntilReady(ShareSpec copy, SnapshotSpec snapshot) => Eventually.Holds(
        () => pair.Driver("za").CreateFromSnapshot(copy, snapshot, Ct), end => end is DriverResult<CreatedShare>.Done { Value.Ready: true }, "the copy is whole", Ct);

    Task Copied(Migration move) => Eventually.Holds(
        () => pair.Driver("za").ContinueMigration(move, Ct), end => end is DriverResult<int>.Done { Value: 100 }, "the copy is there", StreamPatience, Ct);

    /// <summary>zfs-fuse takes half a minute for a stream, however small.</summary>
    static readonly TimeSpan StreamPatience = TimeSpan.FromMinutes(2);

    Task UntilInSync(string on, ShareSpec replica, ShareSpec active, string activeOn) => Eventually.Holds(
        () => pair.Driver(on).UpdateReplica(Set(replica, on, active, activeOn), Ct), end => end is DriverResult<ReplicaReport>.Done { Value.State: ReplicaState.InSync }, "the replica is in sync", StreamPatience, Ct);

    static ReplicaSet Set(ShareSpec replica, string on, ShareSpec active, string activeOn) =>
        new(new Replica(replica, on, null), new Replica(active, activeOn, ReplicaState.Active), [], "readable", []);
}
