using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>"abaca reconcile adopt", "export" and "mark-missing": database and storage come to say the same again.</summary>
public sealed class MendingTests : ReconciledHost
{
    [Fact]
    public async Task An_orphan_is_adopted_with_its_own_ids_into_the_right_project()
    {
        var (share, instance) = await older.Make(size: 3);
        await Allow(share, "10.0.0.1");
        var snapshot = await older.Snapshot(share);
        await older.Forget(share);
        var found = await line.Differences("--kind unrecorded");
        var (shareId, snapshotId) = (found.Single(one => one.Id.Contains(":share:")).Id, found.Single(one => one.Id.Contains(":snapshot:")).Id);
        Assert.Contains("will", (await line.Run($"reconcile adopt --project {Project} {shareId}")).Ended(0).Out);
        (await line.Run($"reconcile adopt --project {Project} --share-type plain --name found {shareId} --apply --wait")).Ended(0);
        var now = (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share");
        Assert.Equal(("available", 3, "found"), (now.GetProperty("status").GetString(), now.GetProperty("size").GetInt32(), now.GetProperty("name").GetString()));
        Assert.Equal((instance, 0), Assert.Single(host.Dummy.Holds().Shares) is var held ? (held.InstanceId, held.Rules.Count) : default);
        (await line.Run($"reconcile adopt --project {Project} {snapshotId} --apply --wait")).Ended(0);
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        Assert.Empty(await line.Differences());
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/snapshots/{snapshot}");
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task An_adoption_that_its_type_refuses_leaves_the_orphan_an_orphan_without_a_row()
    {
        await host.Post("/v2/types", new { share_type = new { name = "small", extra_specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["provisioning:max_share_size"] = "2" } } });
        var (share, instance) = await older.Orphan(size: 3);
        var id = Assert.Single(await line.Differences()).Id;
        (await line.Run($"reconcile adopt --project {Project} --share-type small {id} --apply --wait")).Ended(3);
        Assert.Equal(404, (await host.Get($"/v2/shares/{share}")).Status);
        Assert.Equal((id, "orphan", instance), Assert.Single(await line.Differences()));
        Assert.Single(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task What_was_never_ours_is_adopted_as_manage_does_and_the_snapshot_of_an_orphan_not_before_it()
    {
        host.Dummy.Lay("home", "fake_pool_for_dummy", 5);
        (await line.Run($"reconcile adopt --project {Project} dummy:foreign:share:home --apply --wait")).Ended(0);
        Assert.Empty(await line.Differences());
        Assert.Equal(5, (await host.Get("/v2/shares/detail", ApiHost.Member)).Json.GetProperty("shares")[0].GetProperty("size").GetInt32());
        var (share, _) = await older.Make();
        await older.Snapshot(share);
        await older.Forget(share);
        var snapshot = (await line.Differences()).Single(one => one.Id.Contains(":snapshot:")).Id;
        (await line.Run($"reconcile adopt --project {Project} {snapshot} --apply")).Ended(1);
        (await line.Run($"reconcile adopt --project {Project} --share-type absent {snapshot} {(await line.Differences()).Single(one => one.Id.Contains(":share:")).Id}")).Ended(1);
    }

    [Fact]
    public async Task A_share_goes_with_its_snapshots_or_not_at_all()
    {
        var (share, _) = await older.Make();
        await older.Snapshot(share);
        await older.Forget(share);
        var ids = (await line.Differences()).Select(one => one.Id).ToList();
        (await line.Run($"reconcile remove {ids.Single(id => id.Contains(":share:"))} --apply")).Ended(1);
        (await line.Run($"reconcile remove {string.Join(' ', ids)} --apply")).Ended(1);
        (await line.Run($"reconcile remove --even-unrecorded {ids.Single(id => id.Contains(":share:"))} --apply")).Ended(1);
        (await line.Run($"reconcile remove --even-unrecorded {string.Join(' ', ids)} --apply --wait")).Ended(0);
        Assert.Equal((0, 0), (host.Dummy.Holds().Shares.Count, host.Dummy.Holds().Snapshots.Count));
    }

    [Fact]
    public async Task Size_and_rules_are_set_again_as_the_database_has_them()
    {
        var made = await older.Make();
        await Allow(made.Share, "10.0.0.1");
        Assert.Equal(new DriverResult.Done(), await host.Dummy.Extend(OlderDatabase.Spec(made), 4, Ct));
        host.Dummy.LoseRules(made.Instance);
        var ids = (await line.Differences()).Select(one => one.Id).ToList();
        Assert.Equal([$"dummy:wrong_rules:share:share-{made.Instance}", $"dummy:wrong_size:share:share-{made.Instance}"], ids.Order());
        (await line.Run($"reconcile export {ids[0]}")).Ended(0);
        Assert.Equal(2, (await line.Differences()).Count);
        (await line.Run($"reconcile export {string.Join(' ', ids)} --apply --wait")).Ended(0);
        Assert.Empty(await line.Differences());
        var held = Assert.Single(host.Dummy.Holds().Shares);
        Assert.Equal((1, "10.0.0.1"), (held.SizeGib, Assert.Single(held.Rules).To));
    }

    [Fact]
    public async Task What_is_missing_is_put_in_error_with_a_message_that_its_owner_can_read()
    {
        var made = await older.Make();
        await host.Dummy.Delete(OlderDatabase.Spec(made), Ct);
        var missing = Assert.Single(await line.Differences());
        Assert.Equal("missing", missing.Kind);
        (await line.Run($"reconcile mark-missing {missing.Id}")).Ended(0);
        Assert.Equal("available", (await host.Get($"/v2/shares/{made.Share}")).Json.GetProperty("share").GetProperty("status").GetString());
        (await line.Run($"reconcile mark-missing {missing.Id} --apply --wait")).Ended(0);
        Assert.Equal("error", (await host.Get($"/v2/shares/{made.Share}")).Json.GetProperty("share").GetProperty("status").GetString());
        var messages = (await host.Get($"/v2/messages?resource_id={made.Share}", ApiHost.Member)).Json.GetProperty("messages");
        Assert.Contains("storage has nothing of it", messages[0].GetProperty("user_message").GetString());
        Assert.Empty(await line.Differences());
    }
}
