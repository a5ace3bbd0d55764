using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>
/// A pool that promises more than it holds, and is full. What clients were told is written stays, every call ends with an answer, deleting
/// gives room back, and then all is as before without anybody's help.
/// </summary>
public sealed class LocalFullPoolTests : IAsyncLifetime
{
    const int Mib = 1 << 20;

    static readonly TimeSpan Reopening = TimeSpan.FromSeconds(90);

    LocalMachine machine = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        machine = await LocalMachine.Make(Ct);
        machine.Options["local_pool_size_gib"] = "2";
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await driver.DisposeAsync();
        await machine.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(machine.Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shares_whose_neighbour_filled_the_pool_keep_what_they_have_and_go_on_when_there_is_room(bool restarted)
    {
        var (quiet, greedy, ballast) = (Spec("share-quiet", gib: 1), Spec("share-greedy", gib: 2), Spec("share-ballast", gib: 1));
        var (path, greedyPath) = (await Open(quiet), await Open(greedy));
        await Open(ballast);
        Assert.True(Fill("share-ballast", 600 * Mib));
        var content = new byte[3 * Mib];
        Random.Shared.NextBytes(content);
        await Write(path, "kept", content, ClientEnd.Ok);
        await Write(greedyPath, "kept", content, ClientEnd.Ok);
        var snapshot = Snapshot(quiet);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));

        Assert.False(Fill("share-greedy", 1L << 40));
        // Whoever writes on is told so, or its disk fails; either way the share may be closed by the kernel now.
        await Write(path, "more", new byte[64 * Mib], except: ClientEnd.Ok);
        await EveryCallEnds(quiet, snapshot);
        if (restarted)
        {
            await driver.DisposeAsync();
            await Start();
        }

        Done(await driver.Delete(ballast, Ct));
        foreach (var share in new[] { path, greedyPath })
        {
            await Eventually.Holds(() => TryWrite(share, "again", new byte[Mib]), end => end == ClientEnd.Ok, $"{share} takes writes again", Reopening, Ct);
            await using var mount = (await Client.Mount(share, Ct)).Share!;
            Assert.Equal(content, (await mount.Read("kept", Ct)).Content);
        }
        Done(await driver.Resizing!.Extend(quiet, 2, Ct));
        Done(await driver.Resizing.Shrink(quiet with { SizeGib = 2 }, 1, Ct));
        Done(await driver.Delete(greedy, Ct));
        await GoesBack(quiet, snapshot, path, content);
        Done(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Done(await driver.Delete(quiet, Ct));
        Assert.Empty(Done(await driver.Inventory!.List(Ct)));
    }

    async Task GoesBack(ShareSpec quiet, SnapshotSpec snapshot, string path, byte[] content)
    {
        Done(await driver.Reverting!.Revert(quiet, snapshot, Guid.NewGuid().ToString(), Ct));
        Done(await driver.SetAccess(quiet, [Rule], Ct));
        await using var mount = (await Client.Mount(path, Ct)).Share!;
        Assert.Equal(content, (await mount.Read("kept", Ct)).Content);
        Assert.Equal(ClientEnd.Missing, (await mount.Read("again", Ct)).End);
    }

    /// <summary>Done, or an answer that says what is wrong; and what was begun can be deleted.</summary>
    async Task EveryCallEnds(ShareSpec quiet, SnapshotSpec snapshot)
    {
        var (fresh, copy, other) = (Spec("share-fresh", gib: 1), Spec("share-copy", gib: 1), Snapshot(quiet));
        Say("create", (await driver.Create(fresh, Ct)).WithoutValue());
        Say("rule of the new one", (await driver.SetAccess(fresh, [Rule], Ct)).WithoutValue());
        Say("clone", (await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).WithoutValue());
        Say("rule of the copy", (await driver.SetAccess(copy, [Rule], Ct)).WithoutValue());
        Say("snapshot", (await driver.Snapshots!.CreateSnapshot(other, Ct)).WithoutValue());
        Say("rule", (await driver.SetAccess(quiet, [Rule], Ct)).WithoutValue());
        Say("extend", await driver.Resizing!.Extend(quiet, 2, Ct));
        Say("shrink", await driver.Resizing.Shrink(quiet with { SizeGib = 2 }, 1, Ct));
        Say("ensure", (await driver.Ensure(quiet, [Rule], Ct)).WithoutValue());
        Say("report", (await driver.Report(Ct)).WithoutValue());
        Done(await driver.Snapshots.DeleteSnapshot(other, Ct));
        Done(await driver.Delete(copy, Ct));
        Done(await driver.Delete(fresh, Ct));
    }

    static void Say(string what, DriverResult end)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {end}");
        // A share that the kernel has closed cannot be changed before there is room.
        if (end is DriverResult.Unclear) Assert.Contains("Input/output error", end.ToString(), StringComparison.Ordinal);
    }

    /// <summary>On the server, which is quicker than over NFS. False when not all of it was written.</summary>
    bool Fill(string share, long bytes)
    {
        using var file = File.OpenHandle(Path.Combine(machine.State, "shares", share, "filling"), FileMode.Create, FileAccess.Write);
        var piece = new byte[10 * Mib];
        Random.Shared.NextBytes(piece);
        try
        {
            for (long at = 0; at < bytes; at += piece.Length)
            {
                RandomAccess.Write(file, piece, at);
                RandomAccess.FlushToDisk(file);
            }
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    async Task Start()
    {
        driver = machine.NewDriver();
        Done(await driver.Start(Ct));
    }

    IShareClient Client => machine.Net.NfsClients()[0];

    AccessRule Rule => new("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw);

    async Task Write(string path, string file, byte[] content, ClientEnd? expected = null, ClientEnd? except = null)
    {
        var end = await TryWrite(path, file, content);
        TestContext.Current.TestOutputHelper?.WriteLine($"writing {file}: {end}");
        if (expected is { } wanted) Assert.Equal(wanted, end);
        else Assert.NotEqual(except, end);
    }

    async Task<ClientEnd?> TryWrite(string path, string file, byte[] content)
    {
        if ((await Client.Mount(path, Ct)).Share is not { } mounted) return null;
        await using (mounted) return (await mounted.Write(file, content, Ct)).End;
    }

    async Task<string> Open(ShareSpec share)
    {
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [Rule], Ct));
        return made.Exports[0].Path;
    }

    static Dictionary<string, string> None { get; } = [];

    static SnapshotSpec Snapshot(ShareSpec share) =>
        new(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), $"share-snapshot-{Guid.NewGuid()}", share, share.SizeGib, None);

    static ShareSpec Spec(string name, int gib) =>
        new(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), name, "p", "local", "NFS", gib, None, None, None);
}
