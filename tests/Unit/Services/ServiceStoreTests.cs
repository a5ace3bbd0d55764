#pragma warning disable xUnit1051 // Every call ends by itself at once.

using Abaca.Server.Services;
using Xunit;

namespace Abaca.Tests.Unit.Services;

/// <summary>Services as they are kept.</summary>
public sealed class ServiceStoreTests
{
    [Fact]
    public async Task A_service_is_up_while_it_gives_signs_of_life_and_brings_its_zone()
    {
        await using var world = await StoreWorld.Make();
        await world.Services.Report("node", ServiceBinary.Scheduler, "east");
        await world.Services.Report("node", ServiceBinary.Scheduler, "east");
        var service = Assert.Single(await world.Services.All());
        Assert.True(world.Services.IsUp(service));
        Assert.Equal("east", await world.Zones.Named(Assert.Single(await world.Zones.All()).Id));
        Assert.Null(await world.Zones.Named("west"));
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(world.Services.IsUp(service));
        await world.Services.Stop("node", ServiceBinary.Scheduler);
        Assert.True((await world.Services.Find("node", ServiceBinary.Scheduler))!.Stopped);
    }
}
