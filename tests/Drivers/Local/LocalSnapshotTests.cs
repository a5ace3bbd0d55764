using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A snapshot that is taken while clients write is whole, and holds all that was on disk before.</summary>
public sealed class LocalSnapshotTests : IAsyncLifetime
{
    const int Snapshots = 8;

    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task Snapshots_under_writes_are_whole_and_hold_what_was_flushed_before()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var share = Share();
        _ = Done(await driver.Create(share, Ct));
        await Allow(driver, share);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var flushed = 0;
        var writing = Task.Run(() =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                WriteFlushed(Path.Combine(MountOf(share), $"{i % 400:000}"), Content(i));
                Volatile.Write(ref flushed, i + 1);
            }
        }, Ct);
        for (var taken = 0; taken < Snapshots; taken++)
        {
            var before = Volatile.Read(ref flushed);
            while (Volatile.Read(ref flushed) < before + 10) await Task.Yield();
            var (snapshot, clone, sure) = (Snapshot(share), Share(), Volatile.Read(ref flushed));
            _ = Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
            var last = Volatile.Read(ref flushed);
            _ = Done(await driver.Cloning!.CreateFromSnapshot(clone, snapshot, Ct));
            await Allow(driver, clone);
            Assert.True(sure > 0);
            for (var i = Math.Max(0, sure - 300); i < sure; i++) AssertHolds(clone, i, last);
            await Run("btrfs", "scrub", "start", "-B", "-r", MountOf(clone));
            Done(await driver.Delete(clone, Ct));
        }
        await enough.CancelAsync();
        await writing;
        Done(await driver.Delete(share, Ct));
    }

    /// <summary>The file is that of this turn, or of a later one that was written before the snapshot ended.</summary>
    void AssertHolds(ShareSpec clone, int turn, int last)
    {
        var file = Path.Combine(MountOf(clone), $"{turn % 400:000}");
        var seen = File.ReadAllBytes(file);
        var newer = turn + 400 <= last + 1;
        Assert.True(seen.AsSpan().SequenceEqual(Content(turn)) || newer, $"{file} is not as it was flushed in turn {turn}");
    }

    static void WriteFlushed(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    static byte[] Content(int turn) => [.. Enumerable.Repeat(BitConverter.GetBytes(turn), 3000).SelectMany(bytes => bytes)];

    string MountOf(ShareSpec share) => Path.Combine(machine.State, "shares", share.Name);

    async Task Allow(IShareDriver driver, ShareSpec share) =>
        _ = Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));

    static ShareSpec Share()
    {
        var (id, none) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, none, none, none);
    }

    static SnapshotSpec Snapshot(ShareSpec share)
    {
        var id = Guid.NewGuid().ToString();
        return new SnapshotSpec(id, id, "snapshot-" + id, share, 1, share.Details);
    }

    static async Task Run(params string[] arguments)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(arguments, TimeSpan.FromSeconds(60)), Ct);
        Assert.False(run.Failed, run.Summary);
    }
}
