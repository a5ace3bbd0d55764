using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Xunit;

namespace Abaca.Tests.Unit.Services;

/// <summary>A service that says what is wrong with it.</summary>
public sealed class ServiceTroubleTests
{
    const string Host = "node1@far";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_never_started_is_known_as_down_with_its_reason()
    {
        await using var world = await StoreWorld.Make();
        await world.Services.TakesNoWork(Host, ServiceBinary.Share, "nova", "no such pool", Ct);
        var service = Assert.Single(await world.Services.All(Ct));
        Assert.Equal(("no such pool", true, false), (service.Trouble, service.Unfit, world.Services.IsUp(service)));

        await world.Services.Report(Host, ServiceBinary.Share, "nova", Ct);
        service = Assert.Single(await world.Services.All(Ct));
        Assert.Equal((null, false, true), (service.Trouble, service.Unfit, world.Services.IsUp(service)));
    }

    [Fact]
    public async Task Trouble_that_may_pass_leaves_it_up()
    {
        await using var world = await StoreWorld.Make();
        await world.Services.Report(Host, ServiceBinary.Share, "nova", Ct, "no answer within 60 s");
        var service = Assert.Single(await world.Services.All(Ct));
        Assert.Equal(("no answer within 60 s", true), (service.Trouble, world.Services.IsUp(service)));
    }

    [Fact]
    public async Task Pools_of_one_that_takes_no_work_are_down_at_once_and_keep_their_last_report()
    {
        await using var world = await StoreWorld.Make();
        await world.Services.Report(Host, ServiceBinary.Share, "nova", Ct);
        var begun = await world.Pools.BeginReport(Host, Ct);
        await world.Pools.SaveReport(begun, new BackendReport("v", "1", "NFS", [new PoolReport("tank", 100, 50)]), new PoolOptions { BackendName = "far" }, Ct);
        Assert.True(Assert.Single(await world.Pools.All(Ct)).Service.IsUp);

        await world.Services.TakesNoWork(Host, ServiceBinary.Share, "nova", "the pool is read-only", Ct);
        Assert.False(Assert.Single(await world.Pools.All(Ct)).Service.IsUp);
    }

    [Fact]
    public async Task What_an_operator_says_is_shown_before_the_trouble()
    {
        await using var world = await StoreWorld.Make();
        await world.Services.TakesNoWork(Host, ServiceBinary.Share, "nova", "no such pool", Ct);
        Assert.Equal("no such pool", Shown(Assert.Single(await world.Services.All(Ct))));
        await world.Services.SetDisabled(Host, ServiceBinary.Share, true, "repair", Ct);
        Assert.Equal("repair", Shown(Assert.Single(await world.Services.All(Ct))));
    }

    static string? Shown(Service service) => new ServiceView(service, "down").Reason;
}
