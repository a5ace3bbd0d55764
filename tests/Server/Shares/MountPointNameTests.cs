using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>Two shares of one storage cannot lie at one path.</summary>
public sealed class MountPointNameTests : IAsyncLifetime
{
    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_name_that_another_share_has_ends_in_error_and_is_free_when_that_one_is_gone()
    {
        var made = await host.Post("/v2/types", new { share_type = new { name = "named", extra_specs = new { driver_handles_share_servers = false, mount_point_name_support = true } } });
        Assert.True(made.Status is 200, made.Text);
        var first = await Share("docs", "available");
        var second = await Share("docs", "error");
        await Share("more", "available");
        foreach (var id in (string[])[first, second])
        {
            Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
            await host.UntilGone($"/v2/shares/{id}");
        }
        await Share("docs", "available");
    }

    async Task<string> Share(string mountPoint, string ends)
    {
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "named", mount_point_name = mountPoint } }, ApiHost.Member);
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", ends);
        return id;
    }
}
