using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>What the commands of locks, transfers, share networks, security services and QoS types ask of the service.</summary>
public sealed class ProjectResourceCommandTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53", Other = "11111111-1111-1111-1111-111111111111";
    const string Share = $$$"""{"share": {"id": "{{{Id}}}", "name": "docs", "status": "available", "size": 1, "share_proto": "NFS"}}""";
    const string Lock = $$$"""{"resource_lock": {"id": "{{{Other}}}", "resource_type": "share", "resource_id": "{{{Id}}}", "resource_action": "delete"}}""";
    const string Network = $$$"""{"share_network": {"id": "{{{Id}}}", "name": "home", "share_network_subnets": [{"id": "{{{Other}}}", "availability_zone": "az1"}]}}""";
    const string Service = $$$"""{"security_service": {"id": "{{{Other}}}", "type": "ldap", "name": "people", "password": "shown"}}""";
    const string Quality = $$$$"""{"qos_type": {"id": "{{{{Id}}}}", "name": "fast", "specs": {"iops": "100"}}}""";

    readonly FakeCloud cloud = new();
    readonly Terminal terminal;

    public ProjectResourceCommandTests() => terminal = new Terminal(cloud);

    [Fact]
    public async Task A_share_is_locked_and_let_go_again()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, Share);
        cloud.On("POST /v2/resource-locks", 200, Lock);
        cloud.On($"DELETE /v2/resource-locks/{Other}", 204);
        Assert.Equal(0, (await terminal.Run("lock", "create", Id, "--reason", "in use")).Code);
        Assert.Equal(
            $$$"""{"resource_lock":{"resource_id":"{{{Id}}}","resource_type":"share","resource_action":"delete","lock_reason":"in use"}}""", cloud.BodyOf("POST /v2/resource-locks"));
        Assert.Equal(0, (await terminal.Run("lock", "delete", Other)).Code);
    }

    [Fact]
    public async Task A_lock_is_changed_in_what_was_typed_only()
    {
        cloud.On($"PUT /v2/resource-locks/{Other}", 200, Lock);
        Assert.Equal(0, (await terminal.Run("lock", "set", Other, "--reason", "still")).Code);
        Assert.Equal("""{"resource_lock":{"lock_reason":"still"}}""", cloud.BodyOf($"PUT /v2/resource-locks/{Other}"));
    }

    [Fact]
    public async Task A_share_is_offered_and_the_key_is_printed()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, Share);
        cloud.On("POST /v2/share-transfers", 202, $$$"""{"transfer": {"id": "{{{Other}}}", "resource_id": "{{{Id}}}", "auth_key": "0123456789abcdef"}}""");
        var ran = await terminal.Run("transfer", "create", Id, "--name", "for you");
        Assert.Equal(0, ran.Code);
        Assert.Equal($$$"""{"transfer":{"share_id":"{{{Id}}}","name":"for you"}}""", cloud.BodyOf("POST /v2/share-transfers"));
        Assert.Contains("0123456789abcdef", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_accepted_with_a_key_from_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "0123456789abcdef\n", TestContext.Current.CancellationToken);
            cloud.On($"POST /v2/share-transfers/{Other}/accept", 202);
            Assert.Equal(0, (await terminal.Run("transfer", "accept", Other, "--key-file", file, "--clear-access-rules")).Code);
            Assert.Equal("""{"accept":{"auth_key":"0123456789abcdef","clear_access_rules":true}}""", cloud.BodyOf($"POST /v2/share-transfers/{Other}/accept"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_network_is_made_with_its_subnet_and_uses_a_security_service()
    {
        cloud.On("POST /v2/share-networks", 200, Network);
        cloud.On($"GET /v2/share-networks/{Id}", 200, Network);
        cloud.On($"GET /v2/security-services/{Other}", 200, Service);
        cloud.On($"POST /v2/share-networks/{Id}/action", 200, Network);
        Assert.Equal(0, (await terminal.Run("network", "create", "--name", "home", "--neutron-net-id", "net", "--neutron-subnet-id", "sub")).Code);
        Assert.Equal("""{"share_network":{"neutron_net_id":"net","neutron_subnet_id":"sub","name":"home"}}""", cloud.BodyOf("POST /v2/share-networks"));
        Assert.Equal(0, (await terminal.Run("network", "add-service", Id, Other)).Code);
        Assert.Equal($$$"""{"add_security_service":{"security_service_id":"{{{Other}}}"}}""", cloud.BodyOf($"POST /v2/share-networks/{Id}/action"));
        Assert.Contains("az1", (await terminal.Run("network", "subnet", "list", Id)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subnet_is_made_for_a_zone()
    {
        cloud.On($"GET /v2/share-networks/{Id}", 200, Network);
        cloud.On($"POST /v2/share-networks/{Id}/subnets", 200, $$$"""{"share_network_subnet": {"id": "{{{Other}}}", "availability_zone": "az1"}}""");
        Assert.Equal(0, (await terminal.Run("network", "subnet", "create", Id, "--availability-zone", "az1")).Code);
        Assert.Equal("""{"share-network-subnet":{"availability_zone":"az1"}}""", cloud.BodyOf($"POST /v2/share-networks/{Id}/subnets"));
    }

    [Fact]
    public async Task A_security_service_is_made_and_its_password_is_not_shown()
    {
        cloud.On("POST /v2/security-services", 200, Service);
        var ran = await terminal.Run("security-service", "create", "--type", "ldap", "--name", "people", "--dns-ip", "10.0.0.53");
        Assert.Equal(0, ran.Code);
        Assert.Equal("""{"security_service":{"type":"ldap","name":"people","dns_ip":"10.0.0.53"}}""", cloud.BodyOf("POST /v2/security-services"));
        Assert.DoesNotContain("shown", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Specs_of_a_QoS_type_are_set_and_removed()
    {
        cloud.On("GET /v2/qos-types?limit=1000", 200, $$$"""{"qos_types": [{{{Quality[12..^1]}}}]}""");
        cloud.On($"POST /v2/qos-types/{Id}/specs", 200, """{"specs": {"iops": "200"}}""");
        cloud.On($"DELETE /v2/qos-types/{Id}/specs/burst", 204);
        Assert.Equal(0, (await terminal.Run("qos-type", "specs", "fast", "--set", "iops=200", "--unset", "burst")).Code);
        Assert.Equal("""{"specs":{"iops":"200"}}""", cloud.BodyOf($"POST /v2/qos-types/{Id}/specs"));
    }

    [Fact]
    public async Task A_share_goes_into_the_recycle_bin_and_comes_back()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, Share);
        cloud.On($"POST /v2/shares/{Id}/action", 202);
        Assert.Equal(0, (await terminal.Run("share", "soft-delete", Id)).Code);
        Assert.Equal("""{"soft_delete":null}""", cloud.BodyOf($"POST /v2/shares/{Id}/action"));
        Assert.Equal(0, (await terminal.Run("share", "restore", Id)).Code);
        Assert.Equal("""{"restore":null}""", cloud.BodyOf($"POST /v2/shares/{Id}/action"));
    }
}
