using Xunit;

namespace Abaca.Tests.Server.Quotas;

/// <summary>Quotas over real HTTP.</summary>
public sealed class QuotaTests : IAsyncLifetime
{
    const string MemberProject = "b0000000000000000000000000000002";
    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Quotas_hold_are_shown_and_go_back_to_the_defaults()
    {
        await host.MakeType();
        var set = $"/v2/quota-sets/{MemberProject}";
        Assert.Equal(50, (await host.Get(set, ApiHost.Member)).Json.GetProperty("quota_set").GetProperty("shares").GetInt32());
        Assert.Equal(403, (await host.Get(set, ApiHost.Stranger)).Status);
        Assert.Equal(403, (await host.Put(set, new { quota_set = new { shares = 2 } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Put(set, new { quota_set = new { shares = 2, gigabytes = "5" } })).Status);
        await host.MakeShare(size: 4);
        var over = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 2, share_type = "plain" } }, ApiHost.Member);
        Assert.Equal(413, over.Status);
        Assert.Contains("gigabytes", over.Message, StringComparison.Ordinal);
        var detail = (await host.Get($"{set}/detail", ApiHost.Member)).Json.GetProperty("quota_set");
        Assert.Equal("""{"limit":5,"in_use":4,"reserved":0}""", detail.GetProperty("gigabytes").GetRawText());
        Assert.Equal(400, (await host.Put(set, new { quota_set = new { gigabytes = 3 } })).Status);
        Assert.Equal(200, (await host.Put(set, new { quota_set = new { gigabytes = 3, force = true } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?user_id=u", new { quota_set = new { shares = 3 } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?share_type=plain", new { quota_set = new { share_networks = 1 } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?share_type=plain", new { quota_set = new { shares = 1 } }, version: "2.38")).Status);
        var limits = (await host.Get("/v2/limits", ApiHost.Member)).Json.GetProperty("limits").GetProperty("absolute");
        Assert.Equal((3, 4), (limits.GetProperty("maxTotalShareGigabytes").GetInt32(), limits.GetProperty("totalShareGigabytesUsed").GetInt32()));
        Assert.Equal(202, (await host.Delete(set)).Status);
        Assert.Equal(1000, (await host.Get(set)).Json.GetProperty("quota_set").GetProperty("gigabytes").GetInt32());
        Assert.Equal(200, (await host.Put("/v2/quota-class-sets/default", new { quota_class_set = new { shares = 7 } })).Status);
        Assert.Equal(7, (await host.Get($"{set}/defaults")).Json.GetProperty("quota_set").GetProperty("shares").GetInt32());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"quota_set":{}}""")]
    [InlineData("""{"quota_set":{"shares":-2}}""")]
    [InlineData("""{"quota_set":{"shares":9223372036854775808}}""")]
    [InlineData("""{"quota_set":{"shares":"many"}}""")]
    [InlineData("""{"quota_set":{"shoes":1}}""")]
    [InlineData("""{"quota_set":{"shares":[]}}""")]
    public async Task A_bad_quota_is_refused(string body) => Assert.Equal(400, (await host.Put("/v2/quota-sets/p", body)).Status);
}
