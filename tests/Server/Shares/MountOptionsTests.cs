using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>What a client must say when it mounts stands where clients look for it: at the location, and in the share's metadata.</summary>
public sealed class MountOptionsTests : IAsyncLifetime
{
    const string Key = "__mount_options";

    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain", "[dummy]", "dummy_mount_options = port=12049");
        await host.MakeType();
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, metadata = new { own = "1" } } }, ApiHost.Member);
        share = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_version_shows_it_in_the_shares_metadata()
    {
        foreach (var version in (string[])["2.0", "2.8", "2.86", ApiVersion.NewestText])
        {
            var shown = (await host.Get($"/v2/shares/{share}", ApiHost.Member, version)).Json.GetProperty("share").GetProperty("metadata");
            Assert.Equal(("port=12049", "1"), (shown.GetProperty(Key).GetString(), shown.GetProperty("own").GetString()));
        }
        var locations = (await host.Get($"/v2/shares/{share}/export_locations", ApiHost.Member)).Json.GetProperty("export_locations");
        Assert.All(locations.EnumerateArray(), one => Assert.Equal("port=12049", one.GetProperty("metadata").GetProperty(Key).GetString()));
    }

    [Fact]
    public async Task Tenants_neither_change_nor_remove_it()
    {
        Assert.Equal(403, (await host.Post($"/v2/shares/{share}/metadata", new { metadata = new Dictionary<string, string> { [Key] = "port=1" } }, ApiHost.Member)).Status);
        Assert.Equal(403, (await host.Delete($"/v2/shares/{share}/metadata/{Key}", ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Put($"/v2/shares/{share}/metadata", new { metadata = new { other = "2" } }, ApiHost.Member)).Status);
        var left = (await host.Get($"/v2/shares/{share}/metadata", ApiHost.Member)).Json.GetProperty("metadata");
        Assert.Equal(("port=12049", "2"), (left.GetProperty(Key).GetString(), left.GetProperty("other").GetString()));
    }
}
