using Abaca.Server.Operations;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Tests.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>A replica is promoted while it is being brought near to the one that is active until then.</summary>
public sealed class PromotionBesideLookTests
{
    [Fact]
    public async Task A_replica_that_becomes_the_active_one_is_not_brought_back_by_a_look_that_began_before()
    {
        await using var replicas = await ReplicaHost.Start();
        var driver = new WatchedDriver(replicas.There);
        replicas.Host.Services.GetRequiredService<Backends>().Add("testhost@second", driver);
        var share = await replicas.Share();
        var replica = await replicas.Replica(share);
        await Quiet(replicas);

        var gate = driver.Hold("update", replica);
        await replicas.Host.Db.Transaction(tx => replicas.Host.Services.GetRequiredService<ReconciliationStore>().Mark(
            tx, ReplicaWatch.Work, new ReconciledResource(replica, "p"), "testhost@second"));
        await gate.Reached;
        var asked = await replicas.Host.Post($"/v2/share-replicas/{replica}/action", new { promote = new { } }, ApiHost.Admin);
        Assert.True(asked.Status == 202, asked.Text);
        await replicas.Host.Until(
            async () => await replicas.Host.Db.Number($"SELECT COUNT(*) FROM operations WHERE resource_id = {replica} AND status = 'running'") > 0, "it is worked on");
        Assert.DoesNotContain("promote", driver.Of(replica));
        gate.Open();
        await replicas.Until(replica, "available", "active");

        var calls = driver.Of(replica).ToList();
        Assert.DoesNotContain("update", calls.Skip(calls.IndexOf("promote")));
        Assert.False(replicas.There.Holds().Shares.Single(s => s.InstanceId == replica).IsReplica);
    }

    static Task Quiet(ReplicaHost replicas) => replicas.Host.Until(
        async () => await replicas.Host.Db.Number($"SELECT COUNT(*) FROM reconciliations WHERE lease_owner IS NOT NULL") == 0
            && await replicas.Host.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL") == 0, "nothing is under way");
}
