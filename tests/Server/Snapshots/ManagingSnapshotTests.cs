using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>Snapshots that lie beside a share already come under management and leave it again.</summary>
public sealed class ManagingSnapshotTests : IAsyncLifetime
{
    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        share = await host.MakeShare(size: 2);
        host.Dummy.LaySnapshot("old", host.Dummy.Holds().Shares.Single().InstanceId);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_snapshot_on_the_backend_becomes_one_of_ours_and_is_counted()
    {
        var answer = await Manage("old");
        Assert.True(answer.Status == 202, answer.Text);
        var made = answer.Json.GetProperty("snapshot");
        Assert.Equal("manage_starting", made.GetProperty("status").GetString());
        Assert.Equal(2, made.GetProperty("size").GetInt32());
        var id = Id(answer);
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available", ApiHost.Admin);
        var now = (await host.Get($"/v2/snapshots/{id}")).Json.GetProperty("snapshot");
        Assert.Equal("old", now.GetProperty("provider_location").GetString());
        Assert.Equal((1, 2), await Used());
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{id}")).Status);
        await host.UntilGone($"/v2/snapshots/{id}", ApiHost.Admin);
        Assert.Equal((0, 0), await Used());
        Assert.Empty(host.Dummy.Holds().Snapshots);
    }

    [Fact]
    public async Task One_that_is_not_there_ends_in_manage_error_with_a_message_and_can_be_unmanaged()
    {
        var id = Id(await Manage("nowhere"));
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "manage_error", ApiHost.Admin);
        Assert.StartsWith("SHARE_SNAPSHOT 005 ", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
        Assert.Equal(1, (await host.Get($"/v2/snapshots/{id}")).Json.GetProperty("snapshot").GetProperty("size").GetInt32());
        await Unmanaged(id);
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task The_same_snapshot_is_not_managed_twice()
    {
        await Manage("old");
        Assert.Equal(409, (await Manage("old")).Status);
    }

    [Fact]
    public async Task An_unmanaged_snapshot_stays_and_its_share_can_be_unmanaged_then_and_both_come_back()
    {
        var id = Id(await Manage("old"));
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available", ApiHost.Admin);
        await Unmanaged(id);
        Assert.Equal("old", Assert.Single(host.Dummy.Foreign()));
        var path = (await host.Get($"/v2/shares/{share}/export_locations")).Json.GetProperty("export_locations")[0].GetProperty("path").GetString()!;
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { unmanage = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{share}", ApiHost.Admin);
        var made = await host.Post("/v2/shares/manage", new
        {
            share = new { export_path = path, service_host = "testhost@dummy#fake_pool_for_dummy", protocol = "NFS", share_type = "plain" },
        });
        share = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{share}", "share", "available", ApiHost.Admin);
        await host.UntilStatus($"/v2/snapshots/{Id(await Manage("old"))}", "snapshot", "available", ApiHost.Admin);
        Assert.Empty(host.Dummy.Foreign());
    }

    [Fact]
    public async Task A_refused_letting_go_is_told_and_can_be_asked_for_again()
    {
        var id = Id(await Manage("old"));
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available", ApiHost.Admin);
        host.Dummy.Fail(DummyMethod.UnmanageSnapshot, DummyFailure.Parse("refuse*1"));
        Assert.Equal(202, (await Unmanage(id)).Status);
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "unmanage_error", ApiHost.Admin);
        Assert.Single(await DirectRows.Messages(host, id));
        await Unmanaged(id);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        Assert.Equal(404, (await Manage("old", "00000000-0000-0000-0000-000000000000")).Status);
        Assert.Equal(422, (await Manage("")).Status);
        Assert.Equal(422, (await Manage("old", "")).Status);
        Assert.Equal(422, (await host.Post("/v2/snapshots/manage", new { share = new { } })).Status);
        Assert.Equal(404, (await host.Post("/v2/snapshots/manage", Body("old", share), version: "2.11")).Status);
        Assert.Equal(403, (await host.Post("/v2/snapshots/manage", Body("old", share), ApiHost.Member)).Status);
        await host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "error" } });
        Assert.Equal(400, (await Manage("old")).Status);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM snapshots"));
    }

    [Fact]
    public async Task A_snapshot_at_work_is_not_unmanaged()
    {
        host.Dummy.Slow(DummyMethod.ManageSnapshot, TimeSpan.FromSeconds(30));
        Assert.Equal(403, (await Unmanage(Id(await Manage("old")))).Status);
    }

    Task<Answer> Manage(string location) => Manage(location, share);

    Task<Answer> Manage(string location, string of) => host.Post("/v2/snapshots/manage", Body(location, of));

    Task<Answer> Unmanage(string id) => host.Post($"/v2/snapshots/{id}/action", new { unmanage = (string?)null });

    async Task Unmanaged(string id)
    {
        var answer = await Unmanage(id);
        Assert.True(answer.Status == 202, answer.Text);
        await host.UntilGone($"/v2/snapshots/{id}", ApiHost.Admin);
    }

    async Task<(long, long)> Used() => (await Use("snapshots"), await Use("snapshot_gigabytes"));

    Task<long> Use(string resource) => host.Db.Number(
        $"SELECT COALESCE(SUM(in_use), 0) FROM quota_uses WHERE scope = {"project"} AND resource = {resource}").AsTask();

    static string Id(Answer answer) => answer.Json.GetProperty("snapshot").GetProperty("id").GetString()!;

    static object Body(string location, string of) => new { snapshot = new { share_id = of, provider_location = location, name = "adopted" } };
}
