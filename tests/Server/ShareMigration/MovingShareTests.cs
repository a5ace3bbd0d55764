using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.ShareMigration;

/// <summary>Shares move between pools, from the request to the share at its new place, over the API.</summary>
public sealed class MovingShareTests
{
    [Fact]
    public async Task A_share_moves_with_its_rules_and_snapshots()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft(2);
        var snapshot = await host.Snapshot(id);
        var rule = await host.Rule(id, "10.0.0.1");
        var before = await host.Used();
        var path = (await host.Get($"/v2/shares/{id}/export_locations")).Text;

        Assert.Equal(202, (await host.Move(id, MovingHost.Right, writable: true, snapshots: true)).Status);
        await host.UntilTask(id, "migration_driver_phase1_done");
        Assert.Equal("migrating", (await host.Share(id)).Text("status"));
        Assert.Equal(["migrating", "migrating_to"], (await host.Instances(id)).Select(i => i.Text("status")).Order());
        Assert.Equal("migrating", (await host.Get($"/v2/snapshots/{snapshot}")).Json.GetProperty("snapshot").Text("status"));
        Assert.Equal(["left", "right"], host.Dummy.Pools(id));
        Assert.Equal((2, 2), (await host.Promised(MovingHost.Left), await host.Promised(MovingHost.Right)));

        await host.Accepted(id, "migration_complete");
        await host.UntilTask(id, "migration_success");
        var share = await host.Share(id);
        Assert.Equal(("available", MovingHost.Right, "100%"), (share.Text("status"), share.Text("host"), share.Text("progress")));
        Assert.Equal("active", share.Text("access_rules_status"));
        Assert.Single(await host.Instances(id));
        Assert.Equal(["right"], host.Dummy.Pools(id));
        var held = Assert.Single(host.Dummy.Holds().Shares);
        Assert.Equal("10.0.0.1", Assert.Single(held.Rules).To);
        Assert.Equal("active", await host.RuleState(rule));
        Assert.Equal(held.InstanceId, Assert.Single(host.Dummy.Holds().Snapshots).ShareInstanceId);
        Assert.Equal("available", (await host.Get($"/v2/snapshots/{snapshot}")).Json.GetProperty("snapshot").Text("status"));
        Assert.NotEqual(path, (await host.Get($"/v2/shares/{id}/export_locations")).Text);
        Assert.Equal(before, await host.Used());
        Assert.Equal((0, 2), (await host.Promised(MovingHost.Left), await host.Promised(MovingHost.Right)));
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM messages"));
        await DeleteAll(host, id, snapshot);
    }

    [Fact]
    public async Task A_cancelled_move_leaves_everything_where_it_was()
    {
        await using var host = await MovingHost.Start("[dummy]", "dummy_migration_seconds = 600");
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        var snapshot = await host.Snapshot(id);
        var rule = await host.Rule(id, "10.0.0.1");
        Assert.Equal(202, (await host.Move(id, MovingHost.Right)).Status);
        await host.UntilTask(id, "migration_driver_in_progress");
        var early = await host.Post($"/v2/shares/{id}/action", new { migration_complete = (string?)null });
        Assert.True(early.Status == 400, early.Text);

        await host.Accepted(id, "migration_cancel");
        await host.UntilTask(id, "migration_cancelled");
        var share = await host.Share(id);
        Assert.Equal(("available", MovingHost.Left), (share.Text("status"), share.Text("host")));
        Assert.Single(await host.Instances(id));
        Assert.Equal(["left"], host.Dummy.Pools(id));
        Assert.Equal("available", (await host.Get($"/v2/snapshots/{snapshot}")).Json.GetProperty("snapshot").Text("status"));
        await host.Until(async () => await host.RuleState(rule) == "active", "the rule is in force");
        Assert.Equal((1, 0), (await host.Promised(MovingHost.Left), await host.Promised(MovingHost.Right)));
        Assert.Equal(400, (await host.Post($"/v2/shares/{id}/action", new { migration_cancel = (string?)null })).Status);
        await DeleteAll(host, id, snapshot);
    }

    [Fact]
    public async Task Progress_is_that_of_the_copy_and_then_that_of_the_state()
    {
        await using var host = await MovingHost.Start("[dummy]", "dummy_migration_seconds = 3");
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        Assert.Equal(400, (await host.Get($"/v2/shares/{id}/migration-progress")).Status);
        await host.Move(id, MovingHost.Right);
        await host.Until(async () => await Percent(host, id) is > 0 and < 100, "the copy is under way");
        Assert.Equal("migration_driver_in_progress", (await host.Get($"/v2/shares/{id}/migration-progress")).Json.Text("task_state"));
        await host.UntilTask(id, "migration_driver_phase1_done");
        Assert.Equal(100, await Percent(host, id));
        var old = await host.Send(HttpMethod.Post, $"/v2/shares/{id}/action", ApiHost.Admin, new { migration_get_progress = (string?)null }, "2.22", experimental: true);
        Assert.Equal("""{"total_progress":100,"task_state":"migration_driver_phase1_done"}""", old.Text);
        Assert.Equal(404, (await host.Send(HttpMethod.Post, $"/v2/shares/{id}/action", ApiHost.Admin, new { migration_get_progress = (string?)null }, "2.95")).Status);
    }

    [Fact]
    public async Task A_share_gets_another_type_on_its_way_and_quotas_follow()
    {
        await using var host = await MovingHost.Start();
        var (old, other) = (await host.MakeType(), await host.MakeType("other"));
        var id = await host.ShareOnTheLeft(3);
        var snapshot = await host.Snapshot(id);
        Assert.Equal(202, (await host.Move(id, MovingHost.Left, type: other)).Status);
        await host.UntilTask(id, "migration_driver_phase1_done");
        Assert.Equal("shares 1, gigabytes 3, snapshots 1, snapshot_gigabytes 3", await host.Used(other));
        Assert.Equal(400, (await host.Delete($"/v2/types/{other}")).Status);
        await host.Accepted(id, "migration_complete");
        await host.UntilTask(id, "migration_success");
        Assert.Equal(other, (await host.Share(id)).Text("share_type"));
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used(old));
        Assert.Equal("shares 1, gigabytes 3, snapshots 1, snapshot_gigabytes 3", await host.Used(other));
        Assert.Equal("shares 1, gigabytes 3, snapshots 1, snapshot_gigabytes 3", await host.Used());
        await DeleteAll(host, id, snapshot);
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used(other));
    }

    [Fact]
    public async Task While_a_share_is_copied_that_cannot_be_written_to_its_clients_may_only_read()
    {
        await using var host = await MovingHost.Start("[dummy]", "dummy_migration_abilities = preserve_snapshots", "dummy_migration_seconds = 600");
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        var rule = await host.Rule(id, "10.0.0.1");
        Assert.Equal(202, (await host.Move(id, MovingHost.Right)).Status);
        await host.UntilTask(id, "migration_driver_in_progress");
        Assert.Equal(Abaca.DriverSdk.AccessLevel.Ro, Assert.Single(Source(host).Rules).Level);
        Assert.Equal("rw", (await host.Get($"/v2/share-access-rules/{rule}")).Json.GetProperty("access").Text("access_level"));
        await host.Accepted(id, "migration_cancel");
        await host.UntilTask(id, "migration_cancelled");
        await host.Until(() => Source(host).Rules.SingleOrDefault()?.Level == Abaca.DriverSdk.AccessLevel.Rw, "clients may write again");
    }

    [Fact]
    public async Task Long_copies_are_watched_by_one_operation_after_the_other()
    {
        await using var host = await MovingHost.Start("[operations]", "deadline = 8", "[dummy]", "dummy_migration_seconds = 6");
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        await host.Move(id, MovingHost.Right);
        await host.UntilTask(id, "migration_driver_phase1_done");
        Assert.True(await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE flow = {"share.migrate.copy"}") > 1);
    }

    static HeldShare Source(ApiHost host) => host.Dummy.Holds().Shares.Single(s => s.Pool == "left");

    static async Task<int> Percent(ApiHost host, string id) =>
        await host.Get($"/v2/shares/{id}/migration-progress") is { Status: 200 } answer ? answer.Json.GetProperty("total_progress").GetInt32() : -1;

    static async Task DeleteAll(ApiHost host, string id, string snapshot)
    {
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{snapshot}")).Status);
        await host.UntilGone($"/v2/snapshots/{snapshot}", ApiHost.Admin);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}")).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
        Assert.Empty(host.Dummy.Holds().Snapshots);
        Assert.Equal(0, await host.Db.Number($"SELECT COALESCE(SUM(promised_gib), 0) FROM pool_uses"));
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used());
    }
}
