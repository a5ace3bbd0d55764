using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.ShareMigration;

/// <summary>Moves that are not to be, that fail on the way, or that somebody else ends.</summary>
public sealed class RefusedMoveTests
{
    [Fact]
    public async Task A_driver_that_cannot_reach_the_pool_says_so_and_the_share_stays()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        Assert.Equal(202, (await host.Move(id, MovingHost.Far)).Status);
        await MovedNowhere(host, id, "901", "901", "host-assisted");
        Assert.Equal(202, (await host.Move(id, MovingHost.Right, nondisruptive: true)).Status);
        await MovedNowhere(host, id, "901", "901", "nondisruptive");
    }

    [Fact]
    public async Task Ids_that_are_left_open_count_as_absent()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        var asked = await host.Post($"/v2/shares/{id}/action", new
        {
            migration_start = new
            {
                host = MovingHost.Right, force_host_assisted_migration = "False", preserve_metadata = "True", writable = "True", nondisruptive = "False",
                preserve_snapshots = "False", new_share_type_id = "", new_share_network_id = "",
            },
        });
        Assert.True(asked.Status == 202, asked.Text);
        await host.UntilTask(id, "migration_driver_phase1_done");
    }

    [Fact]
    public async Task A_pool_without_room_is_named_and_the_share_stays()
    {
        await using var host = await MovingHost.Start();
        var other = await host.MakeType("other");
        await host.MakeType();
        var id = await host.ShareOnTheLeft(60);
        var filler = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 60, scheduler_hints = new { only_host = MovingHost.Right } } });
        await host.UntilStatus($"/v2/shares/{filler.Json.GetProperty("share").Text("id")}", "share", "available", ApiHost.Admin);
        Assert.Equal(202, (await host.Move(id, MovingHost.Right, type: other)).Status);
        await MovedNowhere(host, id, "001", "009", "60 GiB");
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used(other));
    }

    [Theory]
    [InlineData(DummyMethod.StartMigration)]
    [InlineData(DummyMethod.ContinueMigration)]
    [InlineData(DummyMethod.CompleteMigration)]
    public async Task A_driver_that_fails_on_the_way_leaves_the_share_where_it_was(DummyMethod method)
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        var rule = await host.Rule(id, "10.0.0.1");
        host.Dummy.Fail(method, new DummyFailure(FailureKind.Refuse));
        Assert.Equal(202, (await host.Move(id, MovingHost.Right)).Status);
        if (method is DummyMethod.CompleteMigration)
        {
            await host.UntilTask(id, "migration_driver_phase1_done");
            await host.Accepted(id, "migration_complete");
        }
        await MovedNowhere(host, id, "901", "902", $"{method} is refused");
        await host.Until(async () => await host.RuleState(rule) == "active", "the rule is in force again");
        Assert.Single(Assert.Single(host.Dummy.Holds().Shares).Rules);
        host.Dummy.Fail(method, null);
        Assert.Equal(202, (await host.Move(id, MovingHost.Right)).Status);
        await host.UntilTask(id, "migration_driver_phase1_done");
    }

    [Fact]
    public async Task Answers_that_are_lost_on_the_way_do_no_harm()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        var snapshot = await host.Snapshot(id);
        foreach (var method in (DummyMethod[])[DummyMethod.StartMigration, DummyMethod.CompleteMigration, DummyMethod.Delete, DummyMethod.DeleteSnapshot])
            host.Dummy.Fail(method, new DummyFailure(FailureKind.Lost, Count: 1));
        await host.Move(id, MovingHost.Right);
        await host.UntilTask(id, "migration_driver_phase1_done");
        await host.Accepted(id, "migration_complete");
        await host.UntilTask(id, "migration_success");
        Assert.Equal(["right"], host.Dummy.Pools(id));
        Assert.Single(host.Dummy.Holds().Snapshots);
        Assert.Equal("available", (await host.Get($"/v2/snapshots/{snapshot}")).Json.GetProperty("snapshot").Text("status"));
    }

    [Fact]
    public async Task Requests_that_cannot_be_met_are_refused_at_once()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        Task<Answer> Ask(object body) => host.Post($"/v2/shares/{id}/action", new { migration_start = body });
        async Task Refused(int status, string words, object body)
        {
            var answer = await Ask(body);
            Assert.True(answer.Status == status && answer.Message.Contains(words, StringComparison.Ordinal), answer.Text);
        }
        await Refused(404, "unheard-of@nowhere", Body("unheard-of@nowhere#pool"));
        await Refused(400, "names no pool", Body("testhost@dummy"));
        await Refused(400, "writable", new { host = MovingHost.Right, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false });
        await Refused(400, "does not copy shares itself", new { host = MovingHost.Right, force_host_assisted_migration = true, writable = false, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false });
        await Refused(400, "keeps nothing of", new { host = MovingHost.Right, force_host_assisted_migration = true, writable = true, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false });
        await Refused(400, "share network", new { host = MovingHost.Right, new_share_network_id = "net", writable = false, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false });
        await Refused(400, "share type nothing", new { host = MovingHost.Right, new_share_type_id = "nothing", writable = false, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false });
        Assert.Null((await host.Share(id)).Text("task_state"));
        Assert.Equal(200, (await host.Move(id, MovingHost.Left)).Status);
        Assert.Equal("migration_success", (await host.Share(id)).Text("task_state"));
        Assert.Equal(403, (await host.Send(HttpMethod.Post, $"/v2/shares/{id}/action", ApiHost.Member, new { migration_start = Body(MovingHost.Right) })).Status);
    }

    [Fact]
    public async Task A_type_whose_quota_is_used_up_keeps_the_share_where_it_is()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var other = await host.MakeType("other");
        await host.Put($"/v2/quota-sets/a0000000000000000000000000000001?share_type={other}", new { quota_set = new { gigabytes = 2 } });
        var id = await host.ShareOnTheLeft(3);
        var answer = await host.Move(id, MovingHost.Right, type: other);
        Assert.True(answer.Status == 413, answer.Text);
        Assert.Equal("available", (await host.Share(id)).Text("status"));
        Assert.Single(await host.Instances(id));
    }

    [Fact]
    public async Task Nothing_else_is_done_to_a_share_on_its_way()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft(2);
        var snapshot = await host.Snapshot(id);
        await host.Move(id, MovingHost.Right);
        await host.UntilTask(id, "migration_driver_phase1_done");
        foreach (var body in (object[])[new { extend = new { new_size = 3 } }, new { shrink = new { new_size = 1 } }, new { unmanage = (string?)null }, new { allow_access = new { access_type = "ip", access_to = "10.0.0.9" } }])
            Assert.InRange((await host.Post($"/v2/shares/{id}/action", body)).Status, 400, 409);
        Assert.Equal(400, (await host.Move(id, MovingHost.Left)).Status);
        Assert.Equal(400, (await host.Post("/v2/snapshots", new { snapshot = new { share_id = id } })).Status);
        Assert.Equal(400, (await host.Delete($"/v2/snapshots/{snapshot}")).Status);
        Assert.Equal(400, (await host.Post($"/v2/snapshots/{snapshot}/action", new { force_delete = (string?)null })).Status);
        Assert.Equal(403, (await host.Delete($"/v2/shares/{id}")).Status);
    }

    [Fact]
    public async Task A_share_that_is_deleted_by_force_on_its_way_is_gone_everywhere()
    {
        await using var host = await MovingHost.Start("[dummy]", "dummy_migration_seconds = 600");
        await host.MakeType();
        var other = await host.MakeType("other");
        var id = await host.ShareOnTheLeft();
        await host.Move(id, MovingHost.Right, type: other);
        await host.UntilTask(id, "migration_driver_in_progress");
        await host.Accepted(id, "force_delete");
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
        Assert.Equal((0, 0), (await host.Promised(MovingHost.Left), await host.Promised(MovingHost.Right)));
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used(other));
        Assert.Equal("shares 0, gigabytes 0, snapshots 0, snapshot_gigabytes 0", await host.Used());
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM share_instances"));
    }

    [Fact]
    public async Task A_move_that_an_operator_broke_off_by_resetting_states_is_cleared_by_cancelling_it()
    {
        await using var host = await MovingHost.Start("[dummy]", "dummy_migration_seconds = 600");
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        await host.Move(id, MovingHost.Right);
        await host.UntilTask(id, "migration_driver_in_progress");
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { reset_status = new { status = "available" } })).Status);
        Assert.Equal(400, (await host.Post($"/v2/shares/{id}/action", new { reset_task_state = new { task_state = "nonsense" } })).Status);
        Assert.Equal(400, (await host.Post($"/v2/shares/{id}/action", new { reset_task_state = new { } })).Status);
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { reset_task_state = new { task_state = (string?)null } })).Status);
        Assert.Null((await host.Share(id)).Text("task_state"));
        var again = await host.Move(id, MovingHost.Right);
        Assert.True(again.Status == 400 && again.Message.Contains("migration_cancel", StringComparison.Ordinal), again.Text);
        await host.Accepted(id, "migration_cancel");
        await host.UntilTask(id, "migration_cancelled");
        Assert.Single(await host.Instances(id));
        Assert.Equal(["left"], host.Dummy.Pools(id));
    }

    [Fact]
    public async Task What_cannot_be_removed_at_the_old_place_is_kept_in_sight_until_it_can()
    {
        await using var host = await MovingHost.Start();
        await host.MakeType();
        var id = await host.ShareOnTheLeft();
        host.Dummy.Fail(DummyMethod.Delete, new DummyFailure(FailureKind.Refuse));
        await host.Move(id, MovingHost.Right);
        await host.UntilTask(id, "migration_driver_phase1_done");
        await host.Accepted(id, "migration_complete");
        await host.UntilTask(id, "migration_success");
        var left = (await host.Instances(id)).Single(i => i.Text("status") == "error_deleting");
        Assert.Equal(MovingHost.Left, left.Text("host"));
        Assert.Equal("903", Assert.Single(await Messages(host, id)).Detail);
        Assert.Equal("available", (await host.Share(id)).Text("status"));
        host.Dummy.Fail(DummyMethod.Delete, null);
        Assert.Equal(202, (await host.Post($"/v2/share_instances/{left.Text("id")}/action", new { force_delete = (string?)null })).Status);
        await host.Until(async () => (await host.Instances(id)).Count == 1, "only the new place is left");
        Assert.Equal(["right"], host.Dummy.Pools(id));
        Assert.Equal((0, 1), (await host.Promised(MovingHost.Left), await host.Promised(MovingHost.Right)));
    }

    static object Body(string to) => new { host = to, writable = false, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false };

    static async Task MovedNowhere(ApiHost host, string id, string action, string detail, string reason)
    {
        await host.UntilTask(id, "migration_error");
        var share = await host.Share(id);
        Assert.Equal(("available", MovingHost.Left), (share.Text("status"), share.Text("host")));
        Assert.Single(await host.Instances(id));
        Assert.Equal(["left"], host.Dummy.Pools(id));
        Assert.Equal((action, detail), (await Messages(host, id))[0]);
        var operations = (await host.Get($"/v2/operations?resource_id={id}")).Text;
        Assert.Contains(reason, operations, StringComparison.Ordinal);
    }

    static async Task<List<(string Action, string Detail)>> Messages(ApiHost host, string id) =>
        [.. (await host.Get($"/v2/messages?resource_id={id}&sort_dir=desc")).Json.GetProperty("messages").EnumerateArray()
            .Select(m => (m.Text("action_id")!, m.Text("detail_id")!))];
}
