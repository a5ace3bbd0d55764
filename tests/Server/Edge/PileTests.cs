using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>What a tenant can pile up is bounded, and the refusal says by what.</summary>
public sealed class PileTests : IAsyncLifetime
{
    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain", "abaca_max_metadata_items = 3", "abaca_max_access_rules = 2");
        await host.MakeType();
        share = await MakeShare(new { a = "1" });
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Metadata_is_bounded_wherever_it_comes_in()
    {
        var four = new { a = "1", b = "2", c = "3", d = "4" };
        Refused(await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, metadata = four } }, ApiHost.Member));
        Refused(await host.Post("/v2/snapshots", new { snapshot = new { share_id = share, metadata = four } }, ApiHost.Member));
        Refused(await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "192.0.2.1", metadata = four } }, ApiHost.Member));
        Refused(await host.Put($"/v2/shares/{share}/metadata", new { metadata = four }, ApiHost.Member));
        Refused(await host.Post($"/v2/shares/{share}/metadata", new { metadata = new { b = "2", c = "3", d = "4" } }, ApiHost.Member));

        Assert.Equal(200, (await host.Post($"/v2/shares/{share}/metadata", new { metadata = new { b = "2", c = "3" } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Post($"/v2/shares/{share}/metadata", new { metadata = new { b = "again" } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Delete($"/v2/shares/{share}/metadata/c", ApiHost.Member)).Status);
        var location = (await host.Get($"/v2/shares/{share}/export_locations")).Json.GetProperty("export_locations")[0].GetProperty("id").GetString();
        Refused(await host.Put($"/v2/shares/{share}/export_locations/{location}/metadata", new { metadata = four }));
    }

    [Fact]
    public async Task Access_rules_are_bounded_and_make_room_when_they_go()
    {
        var first = await Allow("192.0.2.1");
        Assert.Equal(200, (await Allow("192.0.2.2")).Status);
        Refused(await Allow("192.0.2.3"));
        var id = first.Json.GetProperty("access").GetProperty("id").GetString();
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = id } }, ApiHost.Member)).Status);
        await host.Until(async () => (await Allow("192.0.2.3")).Status == 200, "the place of the rule is free");
    }

    Task<Answer> Allow(string to) => host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = to } }, ApiHost.Member);

    async Task<string> MakeShare(object metadata)
    {
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, metadata } }, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        return id;
    }

    static void Refused(Answer answer)
    {
        Assert.Equal(413, answer.Status);
        Assert.Contains("may have 3 metadata items|no more are allowed".Split('|'), words => answer.Text.Contains(words, StringComparison.Ordinal));
    }
}
