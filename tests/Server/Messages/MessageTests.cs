using Xunit;

namespace Abaca.Tests.Server.Messages;

/// <summary>Messages over real HTTP.</summary>
public sealed class MessageTests : IAsyncLifetime
{
    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_failed_creation_leaves_a_message_for_its_owner_alone()
    {
        await host.Post("/v2/types", new { share_type = new { name = "odd", extra_specs = new { driver_handles_share_servers = false, tier = "none-has-this" } } });
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "odd" } }, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        var url = $"/v2/messages?resource_id={id}&message_level=ERROR&limit=1&sort_key=created_at&sort_dir=desc";
        var messages = (await host.Get(url, ApiHost.Member, "2.37")).Json.GetProperty("messages");
        Assert.Equal(("001", "008"), (messages[0].GetProperty("action_id").GetString(), messages[0].GetProperty("detail_id").GetString()));
        var message = $"/v2/messages/{messages[0].GetProperty("id").GetString()}";
        Assert.Equal(0, (await host.Get(url, ApiHost.Stranger)).Json.GetProperty("messages").GetArrayLength());
        Assert.Equal(404, (await host.Get(message, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Delete(message, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get(message, ApiHost.Member, "2.36")).Status);
        Assert.Equal(204, (await host.Delete(message, ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get(message, ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Get("/v2/messages?limit=-1", ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Get("/v2/messages?created_since=soon", ApiHost.Member)).Status);
    }
}
