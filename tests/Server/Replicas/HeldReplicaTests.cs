using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>The state that an administrator gives to a replica stays until somebody changes it.</summary>
public sealed class HeldReplicaTests
{
    [Fact]
    public async Task A_state_that_was_reset_stays_and_what_the_storage_says_is_a_message()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        Assert.Equal(202, (await replicas.Act(second, "reset_replica_state", new { replica_state = "out_of_sync" })).Status);
        await replicas.Host.Until(async () => (await replicas.Shown($"messages?resource_id={second}", "messages")).GetArrayLength() > 0, "the storage's word is a message");
        var message = (await replicas.Shown($"messages?resource_id={second}", "messages"))[0].GetProperty("user_message").GetString();
        Assert.Contains("its storage says in_sync", message, StringComparison.Ordinal);
        Assert.Equal("out_of_sync", (await replicas.Shown($"share-replicas/{second}", "share_replica")).GetProperty("replica_state").GetString());

        Assert.Equal(202, (await replicas.Act(second, "resync")).Status);
        await replicas.Until(second, "available", "in_sync");
        Assert.Equal(1, (await replicas.Shown($"messages?resource_id={second}", "messages")).GetArrayLength());
    }
}
