using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Hostile;
using Xunit;
using static Abaca.Tests.Drivers.Zfs.ZfsPair;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Whatever way a dataset comes into being, device nodes and setuid programs in it do nothing on the file server.</summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class ZfsHarmlessTests : IAsyncLifetime
{
    ZfsPair pair = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => pair = await ZfsPair.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => pair is null ? ValueTask.CompletedTask : pair.DisposeAsync();

    [Fact]
    public async Task Made_cloned_copied_and_taken_back()
    {
        var (share, clone, copy) = (Share(), Share(), Share(ZfsHost.SecondPool));
        Succeed(await pair.Driver("za").Create(share, Ct));
        await MustBeHarmless("za", share);
        var snapshot = Snapshot(share);
        Succeed(await pair.Driver("za").CreateSnapshot(snapshot, Ct));
        Succeed(await pair.Driver("za").CreateFromSnapshot(clone, snapshot, Ct));
        await MustBeHarmless("za", clone);
        await Eventually.Holds(
            () => pair.Driver("za").CreateFromSnapshot(copy, snapshot, Ct), end => end is DriverResult<CreatedShare>.Done { Value.Ready: true }, "the copy is whole", Ct);
        await MustBeHarmless("za", copy);
        await Harm("za", share);
        await Eventually.Holds(() => pair.Driver("za").Revert(share, snapshot, "back", Ct), end => end is DriverResult.Done, "the share is taken back", Ct);
        await MustBeHarmless("za", share);
    }

    [Fact]
    public async Task From_a_time_when_nobody_cared()
    {
        var share = Share();
        Succeed(await pair.Driver("za").Create(share, Ct));
        await Harm("za", share);
        Succeed(await pair.Driver("za").Ensure(share, [], Ct));
        await MustBeHarmless("za", share);
    }

    [Fact]
    public async Task Taken_over()
    {
        var share = Share();
        await pair.Host("za").Root(Ct, "zfs", "create", "-o", "devices=on", "-o", "setuid=on", $"{ZfsHost.Pool}/theirs");
        Succeed(await pair.Driver("za").Manage(share, new ExistingShare($"{ZfsHost.Pool}/theirs", new Dictionary<string, string>()), Ct));
        await MustBeHarmless("za", share);
    }

    [Fact]
    public async Task Moved_to_another_file_server()
    {
        var (share, target) = (Share(), Share());
        Succeed(await pair.Driver("za").Create(share, Ct));
        var migration = new Migration(share, target, "zb", []);
        Succeed(await pair.Driver("za").StartMigration(migration, Ct));
        await Eventually.Holds(
            () => pair.Driver("za").ContinueMigration(migration, Ct), end => end is DriverResult<int>.Done { Value: 100 }, "all is copied", Ct);
        Succeed(await pair.Driver("za").CompleteMigration(migration, Ct));
        await MustBeHarmless("zb", target);
    }

    async Task Harm(string backend, ShareSpec share)
    {
        foreach (var property in new[] { "devices=on", "setuid=on" }) await pair.Host(backend).Root(Ct, "zfs", "set", property, ZfsAtWork.DatasetOf(share));
    }

    async Task MustBeHarmless(string backend, ShareSpec share)
    {
        var said = await pair.Host(backend).Root(Ct, "zfs", "get", "-H", "-o", "property,value", "devices,setuid,exec", ZfsAtWork.DatasetOf(share));
        Assert.Equal("devices\toff\nexec\ton\nsetuid\toff", string.Join('\n', said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }
}
