using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>What <c>abaca replica</c> asks of the service, and what it waits for.</summary>
public sealed class ReplicaCommandTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";
    const string Of = "11111111-1111-1111-1111-111111111111";
    const string Path = $"/v2/share-replicas/{Id}";

    readonly FakeCloud cloud = new();
    readonly Terminal terminal;

    public ReplicaCommandTests() => terminal = new Terminal(cloud);

    [Fact]
    public async Task A_replica_is_asked_for_in_a_zone()
    {
        cloud.On($"GET /v2/shares/{Of}", 200, $$$"""{"share": {"id": "{{{Of}}}", "name": "docs", "status": "available", "size": 1, "share_proto": "NFS"}}""");
        cloud.On("POST /v2/share-replicas", 202, Shown("creating", "out_of_sync"));
        var ran = await terminal.Run("replica", "create", Of, "--availability-zone", "there");
        Assert.Equal(0, ran.Code);
        Assert.Equal($$$"""{"share_replica":{"share_id":"{{{Of}}}","availability_zone":"there"}}""", cloud.BodyOf("POST /v2/share-replicas"));
        Assert.Contains("out_of_sync", ran.Out);
    }

    [Fact]
    public async Task A_promotion_is_over_when_the_replica_is_active()
    {
        cloud.On($"POST {Path}/action", 202, "");
        cloud.On($"GET {Path}", 200, Shown("available", "active"));
        Assert.Equal(0, (await terminal.Run("replica", "promote", Id, "--wait")).Code);
        Assert.Equal("""{"promote":null}""", cloud.BodyOf($"POST {Path}/action"));
    }

    [Fact]
    public async Task A_promotion_that_leaves_the_replica_as_it_was_has_failed()
    {
        cloud.On($"POST {Path}/action", 202, "");
        cloud.On($"GET {Path}", 200, Shown("available", "in_sync"));
        cloud.On($"GET /v2/messages?resource_id={Id}&limit=1", 200, """{"messages": []}""");
        Assert.NotEqual(0, (await terminal.Run("replica", "promote", Id, "--wait")).Code);
    }

    [Fact]
    public async Task Status_and_state_are_set_each_by_itself()
    {
        cloud.On($"POST {Path}/action", 202, "");
        Assert.Equal(0, (await terminal.Run("replica", "reset", Id, "--state", "in_sync")).Code);
        Assert.Equal("""{"reset_replica_state":{"replica_state":"in_sync"}}""", cloud.BodyOf($"POST {Path}/action"));
        Assert.NotEqual(0, (await terminal.Run("replica", "reset", Id)).Code);
    }

    [Fact]
    public async Task A_replica_is_deleted_by_force_when_that_is_asked_for()
    {
        cloud.On($"DELETE {Path}", 202, "");
        Assert.Equal(0, (await terminal.Run("replica", "delete", Id)).Code);
        cloud.On($"POST {Path}/action", 202, "");
        Assert.Equal(0, (await terminal.Run("replica", "delete", Id, "--force")).Code);
        Assert.Equal("""{"force_delete":null}""", cloud.BodyOf($"POST {Path}/action"));
    }

    static string Shown(string status, string state) =>
        $$$"""{"share_replica": {"id": "{{{Id}}}", "share_id": "{{{Of}}}", "status": "{{{status}}}", "replica_state": "{{{state}}}", "availability_zone": "there"}}""";
}
