using Abaca.Server.Shares;
using Abaca.Tests.Server.AccessRules;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>A share goes into the recycle bin and comes back, or is deleted when its time there is over.</summary>
public sealed class SoftDeleteTests : IAsyncLifetime
{
    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("soft_deleted_share_retention_time = 1000");
        await DirectRows.PlainType(host);
        share = await host.MakeShare();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task In_the_bin_it_is_in_no_usual_list_and_comes_back_as_it_was()
    {
        Assert.Equal(200, (await Act("restore")).Status);
        Assert.Equal(202, (await Act("soft_delete")).Status);
        Assert.Equal(403, (await Act("soft_delete")).Status);
        Assert.Empty(await Listed(""));
        Assert.Equal(share, Assert.Single(await Listed("?is_soft_deleted=true")));
        var shown = (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share");
        Assert.True(shown.GetProperty("is_soft_deleted").GetBoolean());
        Assert.Equal("available", shown.GetProperty("status").GetString());
        var left = DateTimeOffset.Parse(shown.GetProperty("scheduled_to_be_deleted_at").GetString()! + "Z", System.Globalization.CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();
        Assert.InRange(left.TotalSeconds, 900, 1000);
        Assert.Equal(202, (await Act("restore")).Status);
        Assert.Equal(share, Assert.Single(await Listed("")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share").GetProperty("scheduled_to_be_deleted_at").ValueKind);
        Assert.Equal(404, (await Act("soft_delete", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Post($"/v2/shares/{share}/action", """{"soft_delete": null}""", ApiHost.Member, "2.68")).Status);
    }

    [Fact]
    public async Task It_is_deleted_when_its_time_is_over_and_not_before()
    {
        await Act("soft_delete");
        var purge = host.Services.GetRequiredService<RecycleBinPurge>();
        Assert.Equal(0, await purge.Run());
        await TimeIsOver();
        Assert.Equal(1, await purge.Run());
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Empty(host.Dummy.Holds().Shares);
        Assert.Equal(0, (await host.Get("/v2/quota-sets/b0000000000000000000000000000002/detail")).Json.GetProperty("quota_set").GetProperty("shares").GetProperty("in_use").GetInt32());
    }

    [Fact]
    public async Task One_that_was_taken_out_in_time_stays()
    {
        await Act("soft_delete");
        await TimeIsOver();
        await Act("restore");
        Assert.Equal(0, await host.Services.GetRequiredService<RecycleBinPurge>().Run());
        Assert.Equal(200, (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task What_keeps_a_share_from_deletion_keeps_it_out_of_the_bin()
    {
        var made = await host.Post("/v2/resource-locks", new { resource_lock = new { resource_id = share, resource_type = "share" } }, ApiHost.Member);
        Assert.Equal(403, (await Act("soft_delete")).Status);
        await host.Delete($"/v2/resource-locks/{made.Json.GetProperty("resource_lock").GetProperty("id").GetString()}", ApiHost.Member);
        var snapshot = (await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        Assert.Equal(403, (await Act("soft_delete")).Status);
    }

    [Fact]
    public async Task What_could_not_be_deleted_does_not_come_back_and_is_tried_again()
    {
        await Act("soft_delete");
        await host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "error_deleting" } });
        await host.Db.Transaction(tx => tx.Execute($"UPDATE share_instances SET status = {"error_deleting"}"));
        Assert.Equal(403, (await Act("restore")).Status);
        await TimeIsOver();
        Assert.Equal(1, await host.Services.GetRequiredService<RecycleBinPurge>().Run());
        await host.UntilGone($"/v2/shares/{share}");
    }

    Task<Answer> Act(string action, string token = ApiHost.Member) => host.Post($"/v2/shares/{share}/action", $"{{\"{action}\": null}}", token);

    Task TimeIsOver() => host.Db.Transaction(tx => tx.Execute($"UPDATE shares SET scheduled_to_be_deleted_at = {DateTimeOffset.UnixEpoch}"));

    async Task<IReadOnlyList<string>> Listed(string query) =>
        [.. (await host.Get($"/v2/shares{query}", ApiHost.Member)).Json.GetProperty("shares").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
}
