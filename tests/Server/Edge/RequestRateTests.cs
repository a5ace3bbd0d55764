using System.Globalization;
using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>Requests of a project can be limited.</summary>
public sealed class RequestRateTests
{
    const string Service = "service@d0000000000000000000000000000004/nova";

    [Fact]
    public async Task Beyond_the_limit_a_project_is_told_when_to_come_back_and_others_are_not()
    {
        await using var host = await ApiHost.Start("abaca_max_requests_per_minute = 20");
        for (var i = 0; i < 20; i++) Assert.Equal(200, (await host.Get("/v2/shares", ApiHost.Member)).Status);

        var refused = await host.Get("/v2/shares", ApiHost.Member);

        Assert.Equal(429, refused.Status);
        var fault = refused.Json.GetProperty("overLimit");
        Assert.Equal(429, fault.GetProperty("code").GetInt32());
        Assert.Equal(refused.Headers["Retry-After"], fault.GetProperty("retryAfter").GetString());
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 3);
        Assert.StartsWith("req-", refused.Headers["x-openstack-request-id"], StringComparison.Ordinal);
        Assert.Equal(200, (await host.Get("/v2/shares", ApiHost.Stranger)).Status);
        await host.Until(async () => (await host.Get("/v2/shares", ApiHost.Member)).Status == 200, "it may ask again");
    }

    [Fact]
    public async Task Every_method_counts_also_what_is_refused()
    {
        await using var host = await ApiHost.Start("abaca_max_requests_per_minute = 5");
        for (var i = 0; i < 5; i++) Assert.Equal(400, (await host.Post("/v2/shares", new { share = new { } }, ApiHost.Member)).Status);
        Assert.Equal(429, (await host.Delete("/v2/shares/nothing", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Administrators_and_services_are_not_counted()
    {
        await using var host = await ApiHost.Start("abaca_max_requests_per_minute = 2");
        for (var i = 0; i < 10; i++) Assert.Equal(200, (await host.Get("/v2/shares")).Status);
        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/shares");
            request.Headers.Add("X-Auth-Token", ApiHost.Member);
            request.Headers.Add("X-Service-Token", Service);
            Assert.True((await host.Client.SendAsync(request)).IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Without_the_option_nothing_is_counted()
    {
        await using var host = await ApiHost.Start();
        for (var i = 0; i < 300; i++) Assert.Equal(200, (await host.Get("/v2/shares", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task Requests_that_nobody_vouches_for_cost_no_memory()
    {
        await using var host = await ApiHost.Start("abaca_max_requests_per_minute = 2");
        for (var i = 0; i < 50; i++) Assert.Equal(401, (await host.Get("/v2/shares", $"no token {i}")).Status);
        Assert.Equal(200, (await host.Get("/v2/shares", ApiHost.Member)).Status);
    }
}
