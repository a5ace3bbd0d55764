using System.Text.Json;
using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>Share replicas over HTTP: their lives and their promotion.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task A_replica_lives_from_creation_to_deletion_and_its_quota_with_it()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share(size: 3);
        Assert.Equal((1, 3, 1, 3), await Quotas(replicas));
        var made = await replicas.Host.Post("/v2/share-replicas", new { share_replica = new { share_id = share, availability_zone = "there" } }, ApiHost.Member);
        Assert.True(made.Status == 202, made.Text);
        var shown = made.Json.GetProperty("share_replica");
        Assert.Equal(("creating", "out_of_sync", "there"), (Text(shown, "status"), Text(shown, "replica_state"), Text(shown, "availability_zone")));
        var replica = Text(shown, "id")!;
        await replicas.Until(replica, "available", "in_sync");
        Assert.Equal((1, 3, 2, 6), await Quotas(replicas));
        Assert.Equal("testhost@second#fake_pool_for_second", Text(await replicas.Shown($"share-replicas/{replica}", "share_replica", ApiHost.Admin), "host"));
        Assert.True(replicas.There.Holds().Shares.Single().IsReplica);
        Assert.True((await replicas.Shown($"shares/{share}", "share")).GetProperty("has_replicas").GetBoolean());
        Assert.Equal(6, await PromisedGib(replicas));

        Assert.Equal(409, (await replicas.Host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.Equal(400, (await replicas.Host.Delete($"/v2/share-replicas/{await replicas.ActiveOf(share)}", ApiHost.Member)).Status);
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/share-replicas/{replica}", ApiHost.Member)).Status);
        await replicas.Host.UntilGone($"/v2/share-replicas/{replica}");
        Assert.Empty(replicas.There.Holds().Shares);
        Assert.Equal((1, 3, 1, 3), await Quotas(replicas));
        Assert.Equal(3, await PromisedGib(replicas));
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await replicas.Host.UntilGone($"/v2/shares/{share}");
        Assert.Equal((0, 0, 0, 0), await Quotas(replicas));
    }

    [Fact]
    public async Task A_promoted_replica_is_the_share_and_the_old_one_follows_it()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var first = await replicas.ActiveOf(share);
        var second = await replicas.Replica(share);
        await replicas.Promote(second);
        await replicas.Until(first, "available", "in_sync");
        var shown = await replicas.Shown($"shares/{share}", "share", ApiHost.Admin);
        Assert.Equal(("testhost@second#fake_pool_for_second", "available", "there"), (Text(shown, "host"), Text(shown, "status"), Text(shown, "availability_zone")));
        Assert.False(replicas.There.Holds().Shares.Single().IsReplica);
        Assert.True(replicas.Here.Holds().Shares.Single().IsReplica);
        Assert.Equal(200, (await replicas.Act(second, "promote")).Status);

        await replicas.Promote(first);
        await replicas.Until(second, "available", "in_sync");
        Assert.True(replicas.There.Holds().Shares.Single().IsReplica);
    }

    [Fact]
    public async Task Every_replica_has_the_rules_and_only_the_active_one_lets_write()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var first = await replicas.ActiveOf(share);
        await replicas.Allow(share, "10.0.0.1");
        var second = await replicas.Replica(share);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Ro"], "the new replica has the rule");
        var later = await replicas.Allow(share, "10.0.0.2");
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Ro", "10.0.0.2 Ro"], "the replica has both rules");
        Assert.Equal(["10.0.0.1 Rw", "10.0.0.2 Rw"], ReplicaHost.Rules(replicas.Here, first));

        await replicas.Promote(second);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Rw", "10.0.0.2 Rw"], "the new active replica lets write");
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.Here, first) is ["10.0.0.1 Ro", "10.0.0.2 Ro"], "the old one does not any more");

        var denied = await replicas.Host.Post($"/v2/shares/{share}/action", new { deny_access = new { access_id = later } }, ApiHost.Member);
        Assert.Equal(202, denied.Status);
        await replicas.Host.UntilGone($"/v2/share-access-rules/{later}");
        Assert.Equal(["10.0.0.1 Rw"], ReplicaHost.Rules(replicas.There, second));
        Assert.Equal(["10.0.0.1 Ro"], ReplicaHost.Rules(replicas.Here, first));
    }

    [Fact]
    public async Task A_replica_for_disasters_lets_nobody_in_until_it_is_promoted()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share("dr");
        var first = await replicas.ActiveOf(share);
        var second = await replicas.Replica(share);
        await replicas.Allow(share, "10.0.0.1");
        Assert.Empty(ReplicaHost.Rules(replicas.There, second));
        await replicas.Promote(second);
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.There, second) is ["10.0.0.1 Rw"], "the promoted replica has the rule");
        await replicas.Host.Until(() => ReplicaHost.Rules(replicas.Here, first) is [], "the old one has none any more");
    }

    [Fact]
    public async Task Replicas_follow_the_size_of_the_share_and_are_paid_for()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share(size: 2);
        var second = await replicas.Replica(share);
        Assert.Equal(202, (await replicas.Host.Post($"/v2/shares/{share}/action", new { extend = new { new_size = 5 } }, ApiHost.Member)).Status);
        await replicas.Host.Until(() => replicas.There.Holds().Shares.Single(s => s.InstanceId == second).SizeGib == 5, "the replica has grown");
        Assert.Equal((1, 5, 2, 10), await Quotas(replicas));
        Assert.Equal(10, await PromisedGib(replicas));
        await replicas.Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(202, (await replicas.Host.Post($"/v2/shares/{share}/action", new { shrink = new { new_size = 1 } }, ApiHost.Member)).Status);
        await replicas.Host.Until(() => replicas.There.Holds().Shares.Single(s => s.InstanceId == second).SizeGib == 1, "the replica has shrunk");
        Assert.Equal((1, 1, 2, 2), await Quotas(replicas));
    }

    [Fact]
    public async Task A_copy_that_takes_its_time_is_looked_at_until_it_is_in_sync()
    {
        await using var replicas = await ReplicaHost.Start("dummy_clone_seconds = 3");
        var share = await replicas.Share();
        var replica = await replicas.Replica(share, "out_of_sync");
        Assert.Equal(403, (await replicas.Act(replica, "promote", token: ApiHost.Member)).Status);
        await replicas.Until(replica, "available", "in_sync");
    }

    [Fact]
    public async Task A_backend_that_refuses_leaves_an_error_and_a_message_and_the_share_as_it_was()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        replicas.There.Fail(DummyMethod.CreateReplica, new DummyFailure(FailureKind.Refuse));
        var broken = await replicas.Made("/v2/share-replicas", new { share_replica = new { share_id = share } });
        await replicas.Until(broken, "error", "error");
        var told = (await replicas.Shown($"messages?resource_id={broken}", "messages"))[0];
        Assert.Equal(("SHARE_REPLICA", "001"), (Text(told, "resource_type"), Text(told, "action_id"))); // no other pool was left to try
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/share-replicas/{broken}", ApiHost.Member)).Status);
        await replicas.Host.UntilGone($"/v2/share-replicas/{broken}");
        replicas.There.Fail(DummyMethod.CreateReplica, null);

        var first = await replicas.ActiveOf(share);
        var second = await replicas.Replica(share);
        replicas.There.Fail(DummyMethod.PromoteReplica, new DummyFailure(FailureKind.Refuse));
        Assert.Equal(202, (await replicas.Act(second, "promote")).Status);
        await replicas.Host.Until(async () => (await replicas.Shown($"messages?resource_id={second}", "messages")).GetArrayLength() == 1, "there is a message");
        await replicas.Until(second, "available", "in_sync");
        await replicas.Until(first, "available", "active");
        Assert.Equal("testhost@dummy#fake_pool_for_dummy", Text(await replicas.Shown($"shares/{share}", "share", ApiHost.Admin), "host"));
    }

    static async Task<(int Shares, int Gib, int Replicas, int ReplicaGib)> Quotas(ReplicaHost replicas) =>
        (await replicas.InUse("shares"), await replicas.InUse("gigabytes"), await replicas.InUse("share_replicas"), await replicas.InUse("replica_gigabytes"));

    static async Task<long> PromisedGib(ReplicaHost replicas) => await replicas.Host.Db.Number($"SELECT SUM(promised_gib) FROM pool_uses");

    static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();
}
