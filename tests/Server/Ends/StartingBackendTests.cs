using Abaca.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Ends;

/// <summary>What no pool can take waits for backends of this service that have not said yet what they have, and for no others.</summary>
public sealed class StartingBackendTests
{
    const string Backend = "testhost@dummy";

    [Fact]
    public async Task A_creation_waits_for_a_backend_that_is_still_starting()
    {
        await using var host = await Starting(known: false);
        var id = await Asked(host, 1);
        await Waits(host, id);
        await Arrives(host);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
    }

    [Fact]
    public async Task A_creation_waits_for_a_backend_that_is_starting_anew_whatever_it_had_before()
    {
        await using var host = await Starting(known: true);
        var id = await Asked(host, 1);
        await Waits(host, id);
        await Arrives(host);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
    }

    [Fact]
    public async Task An_extension_and_a_share_to_be_taken_over_wait_too()
    {
        await using var host = await ApiHost.Start("[dummy]", "dummy_existing = old:3");
        await host.MakeType();
        var id = await host.MakeShare();
        await Starts(host, known: true);
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { extend = new { new_size = 2 } }, ApiHost.Member)).Status);
        await Waits(host, id);
        object asked = new { share = new { protocol = "NFS", export_path = "old", service_host = $"{Backend}#pool", share_type = "plain" } };
        Assert.Contains((await host.Post("/v2/shares/manage", asked)).Status, (int[])[200, 202]);
        await Arrives(host);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        Assert.Equal(2, (await host.Get($"/v2/shares/{id}")).Json.GetProperty("share").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task What_has_reported_and_has_no_room_refuses_at_once()
    {
        await using var host = await ApiHost.Start("[dummy]", "dummy_pools = small:10");
        await host.MakeType();
        var id = await Asked(host, 50);
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        Assert.Equal("009", await DetailOf(host, id));
    }

    [Fact]
    public async Task A_backend_that_an_operator_has_disabled_is_not_waited_for()
    {
        await using var host = await Starting(known: true);
        Assert.Equal(200, (await host.Put("/v2/services/disable", new { host = Backend, binary = "manila-share" })).Status);
        var id = await Asked(host, 1);
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        Assert.Equal("002", await DetailOf(host, id));
    }

    [Fact]
    public async Task A_backend_that_is_down_and_of_no_process_here_is_not_waited_for()
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        await Down(host);
        var id = await Asked(host, 1);
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        Assert.Equal("002", await DetailOf(host, id));
    }

    static async Task<ApiHost> Starting(bool known)
    {
        var host = await ApiHost.Start();
        await host.MakeType();
        await Starts(host, known);
        return host;
    }

    // As it is between the start of a process and the first report of its backend.
    static async Task Starts(ApiHost host, bool known)
    {
        host.Services.GetRequiredService<ExpectedBackends>().Expect(Backend);
        await Down(host);
        if (!known) await host.Db.Transaction(tx => tx.Execute($"DELETE FROM services WHERE host = {Backend}"));
    }

    static Task Down(ApiHost host) => host.Db.Transaction(tx => tx.Execute($"UPDATE services SET reported_at = 0, stopped = {true} WHERE host = {Backend}"));

    static async Task Arrives(ApiHost host)
    {
        await host.Services.GetRequiredService<ServiceStore>().Report(Backend, ServiceBinary.Share, "nova");
        host.Services.GetRequiredService<ExpectedBackends>().Arrived(Backend);
    }

    static async Task<string> Asked(ApiHost host, int size)
    {
        var answer = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size, share_type = "plain" } }, ApiHost.Member);
        return answer.Json.GetProperty("share").GetProperty("id").GetString()!;
    }

    static Task Waits(ApiHost host, string id) => host.Until(
        async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE resource_id = {id} AND reason = 'waiting' AND open_key IS NOT NULL AND fence > 1") > 0,
        "the operation has looked twice and waits");

    static async Task<string?> DetailOf(ApiHost host, string id) =>
        await host.Db.First($"SELECT detail_id FROM messages WHERE resource_id = {id}", r => r.Text(0));
}
