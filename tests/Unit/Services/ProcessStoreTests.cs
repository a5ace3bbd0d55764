using Abaca.Server.Operations;
using Abaca.Server.Services;
using Xunit;

namespace Abaca.Tests.Unit.Services;

/// <summary>Processes say of themselves that they live.</summary>
public sealed class ProcessStoreTests
{
    static readonly ServiceSettings Settings = new(TimeSpan.FromSeconds(60));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_silent_for_the_down_time_is_down_and_one_that_ends_in_order_is_gone_at_once()
    {
        await using var world = await StoreWorld.Make();
        var store = Store(world, _ => false);
        await store.Report(Of("a", "share"), Ct);
        await store.Report(Of("b", "scheduler"), Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.All(await store.All(Ct), one => Assert.True(store.IsUp(one)));
        await store.Report(Of("b", "scheduler"), Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["b"], (await store.All(Ct)).Where(store.IsUp).Select(one => one.Owner));

        await store.End("b", Ct);
        Assert.Equal(["a"], (await store.All(Ct)).Select(one => one.Owner));
    }

    [Fact]
    public async Task One_that_is_known_to_be_gone_from_this_machine_is_down_at_once()
    {
        await using var world = await StoreWorld.Make();
        var store = Store(world, owner => owner == "killed");
        await store.Report(Of("killed", "share"), Ct);
        Assert.False(store.IsUp(Assert.Single(await store.All(Ct))));
    }

    [Fact]
    public async Task Another_process_does_a_role_of_a_host_only_when_it_is_another_of_that_host_and_up()
    {
        await using var world = await StoreWorld.Make();
        var store = Store(world, owner => owner == "killed");
        await store.Report(Of("me", "api,scheduler,share"), Ct);
        await store.Report(Of("killed", "share"), Ct);
        await store.Report(Of("elsewhere", "share") with { Host = "node2" }, Ct);
        await store.Report(Of("api", "api"), Ct);
        Assert.False(await store.AnotherDoes("share", "node", Ct));
        await store.Report(Of("standby", "share"), Ct);
        Assert.True(await store.AnotherDoes("share", "node", Ct));
    }

    [Fact]
    public async Task Rows_of_those_that_never_came_back_go_when_another_starts()
    {
        await using var world = await StoreWorld.Make();
        var store = Store(world, _ => false);
        await store.Report(Of("old", "api"), Ct);
        world.Clock.Advance(ProcessStore.Kept + TimeSpan.FromSeconds(1));
        await store.Report(Of("new", "api"), Ct);
        Assert.Equal("new", Assert.Single(await store.All(Ct)).Owner);
    }

    static ProcessStore Store(StoreWorld world, Func<string, bool> gone) => new(world.Db, Settings, new ProcessOwner("me", gone), world.Clock);

    static ServiceProcess Of(string owner, string roles) => new(owner, "node", roles, "1.0", false, "{}", "");
}
