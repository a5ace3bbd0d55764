using Xunit;

namespace Abaca.Tests.Server.Services;

/// <summary>Services, pools and zones over real HTTP.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Services_pools_and_zones_are_shown()
    {
        var services = (await host.Get("/v2/services?binary=manila-share")).Json.GetProperty("services");
        Assert.Equal(("testhost@dummy", "up", "enabled"), (services[0].GetProperty("host").GetString(), services[0].GetProperty("state").GetString(), services[0].GetProperty("status").GetString()));
        Assert.Equal(200, (await host.Get("/v2/os-services", version: "2.6")).Status);
        Assert.Equal(404, (await host.Get("/v2/os-services")).Status);
        var named = new { host = "testhost@dummy", binary = "manila-share", disabled_reason = "repair" };
        Assert.Equal("repair", (await host.Put("/v2/services/disable", named)).Json.GetProperty("disabled_reason").GetString());
        Assert.Empty((await host.Get("/v2/scheduler-stats/pools")).Json.GetProperty("pools").EnumerateArray());
        Assert.Equal(200, (await host.Put("/v2/services/enable", new { host = "testhost@dummy", binary = "manila-share" })).Status);
        Assert.Equal(404, (await host.Put("/v2/services/enable", new { host = "x", binary = "manila-share" })).Status);
        Assert.Equal(400, (await host.Put("/v2/services/disable", named, version: "2.82")).Status);

        await host.Until(async () => (await host.Get("/v2/scheduler-stats/pools/detail?host=test&backend=du")).Json.GetProperty("pools").GetArrayLength() > 0, "a pool is reported");
        var pool = (await host.Get("/v2/scheduler-stats/pools/detail")).Json.GetProperty("pools")[0];
        Assert.Equal("dummy", pool.GetProperty("capabilities").GetProperty("share_backend_name").GetString());
        Assert.False((await host.Get("/v2/scheduler-stats/pools")).Json.GetProperty("pools")[0].TryGetProperty("capabilities", out _));
        Assert.Equal(0, (await host.Get("/v2/scheduler-stats/pools?shape=round")).Json.GetProperty("pools").GetArrayLength());
        Assert.Equal(400, (await host.Get("/v2/scheduler-stats/pools?host=(")).Status);
        Assert.Equal(400, (await host.Get("/v2/scheduler-stats/pools?share_type=none")).Status);
        Assert.Equal("nova", (await host.Get("/v2/availability-zones", ApiHost.Member)).Json.GetProperty("availability_zones")[0].GetProperty("name").GetString());
        Assert.Equal("""{"extensions":[]}""", (await host.Get("/v2/extensions", ApiHost.Member)).Text);
    }
}
