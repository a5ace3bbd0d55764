using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>What happens to replicas, rules and snapshots while a backend does not answer, and when it is back.</summary>
public sealed class UnreachableReplicaTests
{
    [Fact]
    public async Task A_replica_takes_over_while_the_active_one_is_gone_and_the_old_one_is_taken_back()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        await replicas.Allow(share, "10.0.0.1");
        var first = await replicas.ActiveOf(share);
        var second = await replicas.Replica(share);
        replicas.SetReachable("dummy", false);
        await replicas.Promote(second);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Rw"], "the new active replica lets write");
        Assert.Equal("available", (await replicas.Shown($"shares/{share}", "share")).GetProperty("status").GetString());
        Assert.Equal("out_of_sync", (await replicas.Shown($"share-replicas/{first}", "share_replica")).GetProperty("replica_state").GetString());

        // Work on the share goes on where it is now, and nobody waits for the one that is gone.
        await replicas.Allow(share, "10.0.0.2");
        var snapshot = await replicas.Snapshot(share);
        Assert.Equal(202, (await replicas.Host.Post($"/v2/shares/{share}/action", new { extend = new { new_size = 2 } }, ApiHost.Member)).Status);
        await replicas.Host.Until(() => replicas.There.Holds().Shares.Single().SizeGib == 2, "the share has grown");

        replicas.SetReachable("dummy", true);
        Assert.Equal(202, (await replicas.Act(first, "resync")).Status);
        await replicas.Until(first, "available", "in_sync");
        Assert.Equal((2, true), (replicas.Here.Holds().Shares.Single().SizeGib, replicas.Here.Holds().Shares.Single().IsReplica));
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.Here, first) is ["10.0.0.1 Ro", "10.0.0.2 Ro"], "the old one has the rules, lowered");
        Assert.Equal("available", (await replicas.Shown($"snapshots/{snapshot}", "snapshot")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Work_in_the_care_of_a_service_that_is_gone_goes_on_at_the_new_active_replicas_one()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var (first, second) = (await replicas.ActiveOf(share), await replicas.Replica(share));
        replicas.Here.Fail(DummyMethod.CreateSnapshot, new DummyFailure(FailureKind.Unclear));
        var snapshot = await replicas.Made("/v2/snapshots", new { snapshot = new { share_id = share } });
        await replicas.Host.Until(() => replicas.Here.Failed > 0, "it was tried where the share was");
        await replicas.Promote(second);
        await replicas.Host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        var lane = await replicas.Host.Db.First($"SELECT lane FROM operations WHERE flow = {"snapshot.create"} AND resource_id = {snapshot}", r => r.Text(0));
        Assert.Equal("testhost@second", lane);
        Assert.NotEqual(first, await replicas.ActiveOf(share));
    }

    [Fact]
    public async Task Rules_that_a_replica_could_not_take_while_it_was_filled_are_set_when_it_is_in_sync()
    {
        await using var replicas = await ReplicaHost.Start("dummy_clone_seconds = 3");
        var share = await replicas.Share();
        await replicas.Allow(share, "10.0.0.1");
        replicas.There.Fail(DummyMethod.SetAccess, new DummyFailure(FailureKind.Refuse, Count: 1));
        var second = await replicas.Replica(share, "out_of_sync");
        await replicas.Host.Until(() => replicas.There.Failed == 1, "the rules were refused");
        await replicas.Until(second, "available", "in_sync");
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Ro"], "the rule is there");
    }

    [Fact]
    public async Task A_replica_that_does_not_answer_is_out_of_sync_and_keeps_no_rule_waiting()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        replicas.SetReachable("second", false);
        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Until(second, "available", "out_of_sync");
        var rule = await replicas.Allow(share, "10.0.0.1");
        Assert.Equal("active", (await replicas.Shown($"shares/{share}", "share")).GetProperty("access_rules_status").GetString());
        Assert.Empty(ReplicaHost.Rules(replicas.There, second));

        replicas.SetReachable("second", true);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Ro"], "the rule has come to the replica");
        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Until(second, "available", "in_sync");
        await replicas.UntilRule(rule, "active");
    }

    [Fact]
    public async Task A_denied_client_is_not_forgotten_before_every_replica_has_shut_it_out()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        var rule = await replicas.Allow(share, "10.0.0.1");
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Ro"], "the rule has come to the replica");
        replicas.SetReachable("second", false);
        Assert.Equal(202, (await replicas.Host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = rule } }, ApiHost.Member)).Status);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.Here, replicas.Here.Holds().Shares.Single().InstanceId) is [], "the active replica has shut it out");
        Assert.Contains("den", (await replicas.Shown($"share-access-rules/{rule}", "access")).GetProperty("state").GetString()!, StringComparison.Ordinal);
        replicas.SetReachable("second", true);
        await replicas.Host.UntilGone($"/v2/share-access-rules/{rule}");
        Assert.Empty(ReplicaHost.Rules(replicas.There, second));
    }

    [Fact]
    public async Task A_snapshot_is_gone_when_it_is_gone_from_every_replica()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        var snapshot = await replicas.Snapshot(share);
        Assert.Single(replicas.There.Holds().Snapshots);
        replicas.There.Fail(DummyMethod.DeleteSnapshot, new DummyFailure(FailureKind.Unclear));
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await replicas.Host.Until(() => replicas.There.Failed > 0 && replicas.Here.Holds().Snapshots.Count == 0, "the active replica has dropped it");
        Assert.Equal("deleting", (await replicas.Shown($"snapshots/{snapshot}", "snapshot")).GetProperty("status").GetString());
        Assert.Equal(1, await replicas.InUse("snapshots"));
        // The share itself is free meanwhile.
        await replicas.Allow(share, "10.0.0.1");

        replicas.There.Fail(DummyMethod.DeleteSnapshot, null);
        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Host.UntilGone($"/v2/snapshots/{snapshot}");
        Assert.Empty(replicas.There.Holds().Snapshots);
        Assert.Equal((0, 0), (await replicas.InUse("snapshots"), await replicas.InUse("snapshot_gigabytes")));
    }

    [Fact]
    public async Task A_snapshot_that_only_a_deleted_replica_still_held_is_gone_with_it()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        var snapshot = await replicas.Snapshot(share);
        replicas.There.Fail(DummyMethod.DeleteSnapshot, new DummyFailure(FailureKind.Unclear));
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await replicas.Host.Until(() => replicas.There.Failed > 0 && replicas.Here.Holds().Snapshots.Count == 0, "the active replica has dropped it");
        Assert.Equal(202, (await replicas.Act(second, "force_delete")).Status);
        await replicas.Host.UntilGone($"/v2/share-replicas/{second}");
        Assert.Equal(404, (await replicas.Host.Get($"/v2/snapshots/{snapshot}")).Status);
        Assert.Equal(0, await replicas.InUse("snapshots"));
    }

    [Fact]
    public async Task A_replica_whose_backend_says_no_is_in_error_with_a_message_and_mends_when_it_says_yes_again()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        replicas.There.Fail(DummyMethod.UpdateReplica, new DummyFailure(FailureKind.Refuse));
        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Until(second, "error", "error");
        Assert.Equal("005", (await replicas.Shown($"messages?resource_id={second}", "messages"))[0].GetProperty("action_id").GetString());
        replicas.There.Fail(DummyMethod.UpdateReplica, null);
        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Until(second, "available", "in_sync");
    }
}
