using Abaca.Drivers.Dummy;
using Abaca.Server.Ledgers;
using Xunit;

namespace Abaca.Tests.Server.Ends;

/// <summary>Whoever abandons work settles what it holds, and whatever happens a resource ends where its owner can delete it.</summary>
public sealed class EndsTests
{
    [Fact]
    public async Task A_forced_deletion_during_an_extension_gives_all_its_gigabytes_back()
    {
        await using var host = await ApiHost.Start();
        var id = await Extending(host);
        Assert.Equal(7, await Used(host, "gigabytes"));
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { force_delete = new { } })).Status);
        await host.UntilGone($"/v2/shares/{id}");
        Assert.Equal((0, 0), (await Used(host, "gigabytes"), await Used(host, "shares")));
        await BooksAgree(host);
    }

    [Fact]
    public async Task A_status_that_is_reset_during_an_extension_leaves_what_the_share_has()
    {
        await using var host = await ApiHost.Start();
        var id = await Extending(host);
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { reset_status = new { status = "available" } })).Status);
        Assert.Equal(2, await Used(host, "gigabytes"));
        await BooksAgree(host);
        host.Dummy.Fail(DummyMethod.Extend, null);
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { extend = new { new_size = 3 } }, ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        Assert.Equal(3, await Used(host, "gigabytes"));
        await BooksAgree(host);
    }

    [Fact]
    public async Task An_extension_that_is_abandoned_ends_in_error_with_a_message_and_can_be_deleted_by_its_owner()
    {
        await using var host = await ApiHost.Start();
        var id = await Extending(host);
        await Abandon(host, id);
        await host.UntilStatus($"/v2/shares/{id}", "share", "extending_error");
        Assert.Equal(2, await Used(host, "gigabytes"));
        await IsTold(host, id);
        await BooksAgree(host);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{id}");
        Assert.Equal(0, await Used(host, "gigabytes"));
        await BooksAgree(host);
    }

    [Fact]
    public async Task A_creation_whose_undo_is_refused_ends_in_error_with_a_message_and_its_deletion_cleans_up()
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        host.Dummy.Fail(DummyMethod.Create, new DummyFailure(FailureKind.Refuse));
        host.Dummy.Fail(DummyMethod.Delete, new DummyFailure(FailureKind.Refuse));
        var id = await Asked(host);
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        await IsTold(host, id);
        Assert.Equal("stuck", await OperationOf(host, id));
        await BooksAgree(host);

        host.Dummy.Fail(DummyMethod.Delete, null);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{id}");
        Assert.Empty(host.Dummy.Holds().Shares);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL"));
        Assert.Equal(0, await Used(host, "shares"));
        await BooksAgree(host);
    }

    [Theory]
    [InlineData("share", "creating", "error")]
    [InlineData("share", "extending", "extending_error")]
    [InlineData("share", "shrinking", "shrinking_error")]
    [InlineData("share", "reverting", "reverting_error")]
    [InlineData("share", "deleting", "error_deleting")]
    [InlineData("snapshot", "creating", "error")]
    [InlineData("snapshot", "deleting", "error_deleting")]
    public async Task What_an_operation_of_another_version_has_left_comes_to_rest_and_can_be_deleted(string kind, string status, string rest)
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        var share = await host.MakeShare();
        var id = kind == "share" ? share : await Snapshot(host, share);
        await host.Db.Transaction(async tx =>
        {
            await (kind == "share"
                ? tx.Execute($"UPDATE share_instances SET status = {status} WHERE share_id = {id}")
                : tx.Execute($"UPDATE snapshot_instances SET status = {status} WHERE snapshot_id = {id}"));
            // It was to grow, which only an operation that nobody can read knows how far.
            if (status == "extending") await tx.Execute($"UPDATE shares SET charged_gib = 9 WHERE id = {id}");
            if (status == "extending") await tx.Execute($"UPDATE quota_uses SET in_use = 9 WHERE resource = 'gigabytes'");
            var type = kind == "share" ? "SHARE" : "SHARE_SNAPSHOT";
            await tx.Execute(
                $"""
                 INSERT INTO operations (id, flow, flow_version, resource_type, resource_id, project_id, request_id, op_key, open_key, turn, lane, state, status,
                   phase, step, attempt, due_at, fence, events, deadline, created_at, updated_at)
                 VALUES ({"future"}, {"share.future"}, {7}, {type}, {id}, {"b0000000000000000000000000000002"}, {"req-future"}, {share}, {share}, {1}, {"testhost@dummy"},
                   {"{}"}, {"pending"}, {"forward"}, {0}, {0}, {0}, {0}, {0}, {DateTimeOffset.MaxValue}, {0}, {0})
                 """);
        });
        await host.UntilStatus($"/v2/{kind}s/{id}", kind, rest);
        await IsTold(host, id);
        await BooksAgree(host);
        Assert.Equal(202, (await host.Delete($"/v2/{kind}s/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/{kind}s/{id}");
        await BooksAgree(host);
    }

    [Fact]
    public async Task A_snapshot_whose_undo_is_refused_ends_in_error_with_a_message_and_its_deletion_cleans_up()
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        var share = await host.MakeShare();
        host.Dummy.Fail(DummyMethod.CreateSnapshot, new DummyFailure(FailureKind.Refuse));
        host.Dummy.Fail(DummyMethod.DeleteSnapshot, new DummyFailure(FailureKind.Refuse));
        var answer = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        var id = answer.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "error");
        await IsTold(host, id);
        host.Dummy.Fail(DummyMethod.DeleteSnapshot, null);
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/snapshots/{id}");
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL"));
        await BooksAgree(host);
    }

    [Fact]
    public async Task A_move_that_is_abandoned_ends_and_leaves_nothing_behind()
    {
        await using var host = await ApiHost.Start("[dummy]", "dummy_pools = here:50, there:60", "dummy_migration_seconds = 600");
        await host.MakeType();
        var id = await host.MakeShare();
        var there = (await host.Get($"/v2/shares/{id}")).Json.GetProperty("share").GetProperty("host").GetString()!.EndsWith("#there", StringComparison.Ordinal);
        var to = $"testhost@dummy#{(there ? "here" : "there")}";
        object move = new { migration_start = new { host = to, writable = false, nondisruptive = false, preserve_metadata = false, preserve_snapshots = false } };
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", move)).Status);
        await host.Until(async () => (await host.Get($"/v2/shares/{id}")).Text.Contains("migration_driver_in_progress", StringComparison.Ordinal), "the copy is under way");
        await Abandon(host, id);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        Assert.Equal("migration_error", (await host.Get($"/v2/shares/{id}")).Json.GetProperty("share").GetProperty("task_state").GetString());
        await IsTold(host, id);
        Assert.Single(host.Dummy.Holds().Shares);
        Assert.Equal(1, await host.Db.Number($"SELECT COUNT(*) FROM share_instances"));
        await BooksAgree(host);
    }

    static async Task<string> Extending(ApiHost host)
    {
        await host.MakeType();
        var id = await host.MakeShare(size: 2);
        host.Dummy.Fail(DummyMethod.Extend, new DummyFailure(FailureKind.Unclear));
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { extend = new { new_size = 7 } }, ApiHost.Member)).Status);
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE flow = 'share.extend' AND step = 1") > 0, "the pool has promised room");
        return id;
    }

    static async Task<string> Asked(ApiHost host)
    {
        var answer = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } }, ApiHost.Member);
        return answer.Json.GetProperty("share").GetProperty("id").GetString()!;
    }

    static async Task<string> Snapshot(ApiHost host, string share)
    {
        var answer = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        var id = answer.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        return id;
    }

    static async Task Abandon(ApiHost host, string resource)
    {
        var operation = await host.Db.First(
            $"SELECT id FROM operations WHERE resource_id = {resource} AND open_key IS NOT NULL ORDER BY id DESC LIMIT 1", r => r.Text(0));
        Assert.Equal(202, (await host.Post($"/v2/operations/{operation}/action", new { abandon = new { } }, version: null)).Status);
    }

    static async Task<string?> OperationOf(ApiHost host, string resource) =>
        await host.Db.First($"SELECT status FROM operations WHERE resource_id = {resource} ORDER BY id LIMIT 1", r => r.Text(0));

    static async Task IsTold(ApiHost host, string resource) =>
        Assert.Contains(resource, (await host.Get($"/v2/messages?resource_id={resource}", ApiHost.Member)).Text, StringComparison.Ordinal);

    static async Task<long> Used(ApiHost host, string resource) => await host.Db.Number($"SELECT in_use FROM quota_uses WHERE scope = 'project' AND resource = {resource}");

    static async Task BooksAgree(ApiHost host) => Assert.Empty(await new LedgerAudit(host.Db).Compare());
}
