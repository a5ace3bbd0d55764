using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Zfs.ZfsPair;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Replicas between two file servers, and what becomes of them when one is gone.</summary>
public sealed class ZfsReplicationTests : IAsyncLifetime
{
    ZfsPair pair = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => pair = await ZfsPair.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pair is null ? ValueTask.CompletedTask : pair.DisposeAsync();

    [Fact]
    public async Task A_replica_follows_carries_snapshots_and_is_read_only()
    {
        var (active, replica) = await Replicated();
        await pair.Write("za", active, "file", "two", Ct);
        var snapshot = Snapshot(active);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        var copy = Snapshot(replica, snapshot.SnapshotId);
        var report = Succeed(await pair.Driver("zb").UpdateReplica(Set(replica, "zb", active, "za", [copy]), Ct));

        Assert.Equal(ReplicaState.InSync, report.State);
        Assert.Contains(copy.InstanceId, report.Snapshots.Keys);
        Assert.Equal("two", await pair.Read("zb", replica, "file", Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.Write("zb", replica, "file", "mine", Ct));
        Assert.Equal(1L << 30, (await pair.Dataset("zb", replica, Ct))!.Bytes("refquota"));
        Assert.Equal("off\noff\n", await pair.Host("zb").Root(Ct, "zfs", "get", "-H", "-o", "value", "devices,setuid", ZfsAtWork.DatasetOf(replica)));

        // The deletion of a snapshot follows, too, and the work's own snapshots do not pile up.
        Succeed(await pair.Driver("za").DeleteSnapshot(snapshot, Ct));
        for (var i = 0; i < 3; i++) Succeed(await pair.Driver("zb").UpdateReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Single(await pair.Tags("za", active, Ct));
        Assert.Single(await pair.Tags("zb", replica, Ct));
    }

    [Fact]
    public async Task Replication_goes_on_under_load_and_loses_nothing_that_was_written_before_the_last_look()
    {
        var (active, replica) = await Replicated();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var written = 0;
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await pair.Write("za", active, $"file{written}", $"{written}", Ct);
                written++;
            }
        }, Ct);
        for (var look = 0; look < 5; look++)
        {
            var before = written;
            Succeed(await pair.Driver("zb").UpdateReplica(Set(replica, "zb", active, "za", []), Ct));
            if (before > 0) Assert.Equal($"{before - 1}", await pair.Read("zb", replica, $"file{before - 1}", Ct));
        }
        await stop.CancelAsync();
        await load;
        var promoted = Succeed(await pair.Driver("zb").PromoteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Equal(ReplicaState.InSync, promoted.Others[active.InstanceId]);
        Assert.Equal($"{written - 1}", await pair.Read("zb", replica, $"file{written - 1}", Ct));
    }

    [Fact]
    public async Task A_promotion_with_the_active_one_gone_and_the_way_back()
    {
        var (active, replica) = await Replicated();
        await pair.Write("za", active, "lost", "never copied", Ct);
        await pair.Host("za").Cable(plugged: false, Ct);
        var promoted = Succeed(await pair.Driver("zb").PromoteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Equal(ReplicaState.Active, promoted.Promoted.State);
        Assert.Equal(ReplicaState.OutOfSync, promoted.Others[active.InstanceId]);
        await pair.Write("zb", replica, "file", "after the loss", Ct);

        // While it is away it is out of sync and no error; when it is back it gives up what the new one never had.
        var away = await pair.Driver("za").UpdateReplica(Set(active, "za", replica, "zb", []), Ct);
        Assert.IsType<DriverResult<ReplicaReport>.Unclear>(away);
        await pair.Host("za").Cable(plugged: true, Ct);
        await Eventually.Holds(
            () => pair.Driver("za").UpdateReplica(Set(active, "za", replica, "zb", []), Ct),
            look => look is DriverResult<ReplicaReport>.Done { Value.State: ReplicaState.InSync }, "the old one follows the new one", Ct);
        Assert.Equal("after the loss", await pair.Read("za", active, "file", Ct));
        Assert.Null(await pair.Read("za", active, "lost", Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => pair.Write("za", active, "file", "mine", Ct));

        // And back again, with both alive: nothing is lost.
        await pair.Write("zb", replica, "file", "last", Ct);
        Succeed(await pair.Driver("za").PromoteReplica(Set(active, "za", replica, "zb", []), Ct));
        Assert.Equal("last", await pair.Read("za", active, "file", Ct));
        await pair.Write("za", active, "file", "home again", Ct);
    }

    [Fact]
    public async Task A_promotion_asked_for_twice_brings_nothing_old_back()
    {
        var (active, replica) = await Replicated();
        Succeed(await pair.Driver("zb").PromoteReplica(Set(replica, "zb", active, "za", []), Ct));
        await pair.Write("zb", replica, "file", "new", Ct);
        Succeed(await pair.Driver("zb").PromoteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Equal("new", await pair.Read("zb", replica, "file", Ct));
    }

    [Fact]
    public async Task A_replica_that_is_deleted_leaves_nothing_and_the_share_goes_on()
    {
        var (active, replica) = await Replicated();
        Succeed(await pair.Driver("zb").DeleteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Null(await pair.Dataset("zb", replica, Ct));
        Assert.Empty(await pair.Tags("za", active, Ct));
        Succeed(await pair.Driver("zb").DeleteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Equal("one", await pair.Read("za", active, "file", Ct));
    }

    [Fact]
    public async Task A_replica_goes_with_its_copies_of_what_the_active_one_keeps_for_others()
    {
        var (active, replica) = await Replicated();
        var snapshot = ZfsAtWork.NewSnapshot(active);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        Succeed(await pair.Driver("za").UnmanageSnapshot(snapshot, Ct));
        await pair.Host("za").Root(Ct, "zfs", "snapshot", $"{ZfsAtWork.DatasetOf(active)}@by-hand");
        Succeed(await pair.Driver("zb").UpdateReplica(Set(replica, "zb", active, "za", []), Ct));
        var place = $"{ZfsAtWork.DatasetOf(replica)}@manila_share_snapshot_{snapshot.SnapshotId.Replace('-', '_')}";
        Assert.Equal("none", (await pair.Host("zb").Root(Ct, "zfs", "get", "-H", "-o", "value", "abaca:owner", place)).Trim());
        Assert.Contains("by-hand", await pair.Tags("zb", replica, Ct));

        await pair.Host("zb").Root(Ct, "zfs", "snapshot", $"{ZfsAtWork.DatasetOf(replica)}@only-here");
        Assert.IsType<DriverResult.Refused>(await pair.Driver("zb").DeleteReplica(Set(replica, "zb", active, "za", []), Ct));
        await pair.Host("zb").Root(Ct, "zfs", "destroy", $"{ZfsAtWork.DatasetOf(replica)}@only-here");
        Succeed(await pair.Driver("zb").DeleteReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Null(await pair.Dataset("zb", replica, Ct));
        Assert.Contains("by-hand", await pair.Tags("za", active, Ct));
    }

    [Fact]
    public async Task A_copy_cut_off_by_the_death_of_the_service_begins_again()
    {
        var active = Share();
        Succeed(await pair.Driver("za").Create(active, Ct));
        await pair.Host("za").Root(Ct, "dd", "if=/dev/urandom", $"of={(await pair.Dataset("za", active, Ct))!.Properties["mountpoint"]}/big", "bs=1M", "count=40", "status=none");
        var replica = Share(shareId: active.ShareId);
        var first = pair.Driver("zb").CreateReplica(Set(replica, "zb", active, "za", []), Ct);
        await pair.Restart(Ct);
        _ = await first;
        await Eventually.Holds(
            () => pair.Driver("zb").UpdateReplica(Set(replica, "zb", active, "za", []), Ct),
            look => look is DriverResult<ReplicaReport>.Done { Value.State: ReplicaState.InSync }, "the copy is whole", Ct);
        Assert.Equal(
            await Sum("za", active), await Sum("zb", replica));
    }

    async Task<string> Sum(string backend, ShareSpec share) =>
        (await pair.Host(backend).Root(Ct, "sha256sum", $"{(await pair.Dataset(backend, share, Ct))!.Properties["mountpoint"]}/big")).Split(' ')[0];

    async Task<(ShareSpec Active, ShareSpec Replica)> Replicated()
    {
        var active = Share();
        Succeed(await pair.Driver("za").Create(active, Ct));
        await pair.Write("za", active, "file", "one", Ct);
        var replica = Share(shareId: active.ShareId);
        var made = Succeed(await pair.Driver("zb").CreateReplica(Set(replica, "zb", active, "za", []), Ct));
        Assert.Equal(ReplicaState.InSync, made.State);
        Assert.StartsWith(pair.Host("zb").Address, made.Share.Exports[0].Path, StringComparison.Ordinal);
        Assert.Equal("one", await pair.Read("zb", replica, "file", Ct));
        return (active, replica);
    }

    static ReplicaSet Set(ShareSpec replica, string on, ShareSpec active, string activeOn, IReadOnlyList<SnapshotSpec> snapshots) =>
        new(new Replica(replica, on, null), new Replica(active, activeOn, ReplicaState.Active), [], "readable", snapshots);
}
